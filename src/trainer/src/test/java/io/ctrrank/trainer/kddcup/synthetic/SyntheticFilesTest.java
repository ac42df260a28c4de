package io.ctrrank.trainer.kddcup.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.metrics.Auc;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import io.ctrrank.trainer.kddcup.KddFile;
import io.ctrrank.trainer.kddcup.RowStatistics;
import io.ctrrank.trainer.kddcup.SideStatistics;
import io.ctrrank.trainer.kddcup.TrainingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SyntheticFilesTest {
  private static final int ROWS = 30_000;
  private static final Tolerance NONE = new Tolerance(0);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void write_anySeed_everyLineIsWellFormed(boolean compressed) throws Exception {
    long seed = System.nanoTime();
    System.out.println("log seed " + seed);
    SyntheticFiles.write(folder, LogShape.of(seed, ROWS), compressed, (file, lines, of) -> {});

    RowStatistics rows = RowStatistics.read(folder, Optional.empty(), NONE, ReadListener.SILENT);

    assertThat(rows.rows()).isEqualTo(ROWS);
    assertThat(rows.unknownUserRows() / (double) ROWS).isCloseTo(0.24, within(0.02));
    assertThat(rows.impressions() / (double) ROWS).isCloseTo(1.56, within(0.05));
    assertThat(rows.clickRate()).isCloseTo(LogShape.CLICK_RATE, within(0.01));
    for (KddFile file : KddFile.values()) {
      if (file != KddFile.TRAINING) {
        SideStatistics side = SideStatistics.read(folder, file, rows, NONE, ReadListener.SILENT);
        if (file == KddFile.USER_PROFILES) {
          assertThat(side.used()).isBetween(rows.users() * 9 / 10, rows.users() - 1);
        } else {
          assertThat(side.used()).as(file.fileName()).isEqualTo(rows.distinct(file));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KddFile.class)
  void write_sameSeed_givesTheSameBytesAndAnotherGivesOthers(KddFile file) throws Exception {
    byte[] first = bytes(file, "a", 7);

    assertThat(bytes(file, "b", 7)).isEqualTo(first);
    assertThat(bytes(file, "c", 8)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "TRAINING,(\\d+\t){11}\\d+",
    "QUERY_TOKENS,\\d+\t\\d+(\\|\\d+)*",
    "KEYWORD_TOKENS,\\d+\t\\d+(\\|\\d+)*",
    "TITLE_TOKENS,\\d+\t\\d+(\\|\\d+)*",
    "DESCRIPTION_TOKENS,\\d+\t\\d+(\\|\\d+)*",
    "USER_PROFILES,\\d+\t[012]\t[1-6]",
  })
  void write_everyFile_isTextOfThePublishedForm(KddFile file, String line) throws Exception {
    SyntheticFiles.write(folder, LogShape.of(3, 2_000), false, (f, lines, of) -> {});
    Pattern pattern = Pattern.compile(line);

    String text = Files.readString(folder.resolve(file.fileName()));

    assertThat(text).endsWith("\n").doesNotContain("\r");
    assertThat(text.lines()).isNotEmpty().allMatch(l -> pattern.matcher(l).matches());
  }

  @Test
  void write_clicks_followTheModelAndFallWithThePosition() throws Exception {
    LogShape shape = LogShape.of(11, ROWS).withClickRate(0.2);
    SyntheticFiles.write(folder, shape, false, (file, lines, of) -> {});
    Hash hash = new Hash(shape.seed());
    ClickModel model = ClickModel.unfitted(hash, new Topics(hash));
    double[] logits = new double[ROWS];
    boolean[] clicked = new boolean[ROWS];
    try (TrainingReader rows = TrainingReader.open(folder, NONE, ReadListener.SILENT)) {
      for (int row = 0; rows.next(); row++) {
        logits[row] = model.logit(rows.user(), rows.ad(), rows.position());
        clicked[row] = rows.clicks() > 0;
      }
    }

    assertThat(Auc.of(logits, clicked)).isGreaterThan(0.7);
    RowStatistics rows = RowStatistics.read(folder, Optional.empty(), NONE, ReadListener.SILENT);
    assertThat(rows.clickRate()).isCloseTo(0.2, within(0.02));
    assertThat(rate(rows, 1)).isGreaterThan(rate(rows, 2) + 0.02);
    assertThat(rate(rows, 2)).isGreaterThan(rate(rows, 3) + 0.02);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0!100!0.1!rows is [0]; expected [1] or more",
        "9!0!0.1!users is [0]; expected [1] or more",
        "9!100!0!click rate is [0.0]; expected [0.001] to [0.9], clicks an impression",
        "9!100!NaN!click rate is [NaN]; expected",
      })
  void shape_outOfRange_isRefused(long rows, int users, double clickRate, String message) {
    assertThatThrownBy(() -> LogShape.of(1, rows).withUsers(users).withClickRate(clickRate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static double rate(RowStatistics rows, int position) {
    return (double) rows.clicksAt(position) / rows.impressionsAt(position);
  }

  private byte[] bytes(KddFile file, String name, long seed) throws IOException {
    Path fresh = Files.createDirectory(folder.resolve(name));
    SyntheticFiles.write(fresh, LogShape.of(seed, 2_000), false, (f, lines, of) -> {});
    return Files.readAllBytes(fresh.resolve(file.fileName()));
  }
}
