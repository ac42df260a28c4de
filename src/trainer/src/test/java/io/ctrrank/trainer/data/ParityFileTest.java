package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParityFileTest {
  @TempDir Path folder;

  @Test
  void read_whatWasWritten_isEqualToTheLastBit() throws Exception {
    Path file = folder.resolve("parity.csv");
    List<ParityRow> rows =
        List.of(
            new ParityRow("u,1", "i\"2", 964982703, true, 1.0 / 3),
            new ParityRow("u2", "i3", 0, false, 1e-7));

    ParityFile.write(file, rows);

    assertThat(ParityFile.read(file)).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "u,i,1,2,0.5!click is [2]; expected [0] or [1]; export the bundle again",
        "u,i,x,1,0.5!timestamp is [x]; expected whole seconds",
        "u,i,1,1,1.5!pctr is [1.5]; expected [0] to [1]",
        "u,i,1,1,NaN!pctr is [NaN]",
        "u,i,1,1!found [4] fields; expected [5]",
      })
  void read_badRow_namesFileAndLine(String row, String message) throws IOException {
    Path file = folder.resolve("parity.csv");
    Files.writeString(file, "user,item,timestamp,click,pctr\nu,i,1,0,0.5\n" + row + "\n");

    assertThatThrownBy(() -> ParityFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + file + "] line [3]: " + message);
  }
}
