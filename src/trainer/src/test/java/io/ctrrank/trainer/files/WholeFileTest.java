package io.ctrrank.trainer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
  @TempDir Path folder;

  @Test
  void write_newFolder_makesItAndLeavesTheFileAlone() throws IOException {
    Path file = folder.resolve("a/b/report.json");

    WholeFile.write(file, out -> out.write("grüße"));

    assertThat(Files.readString(file)).isEqualTo("grüße");
    assertOnly(file);
  }

  @Test
  void write_fileIsThere_replacesIt() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "old and longer");

    WholeFile.write(file, out -> out.write("new"));

    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void write_contentFails_leavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write("half");
                      throw new IOException("stopped");
                    }))
        .hasMessage("stopped");

    assertThat(Files.readString(file)).isEqualTo("old");
    assertOnly(file);
  }

  private static void assertOnly(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }
}
