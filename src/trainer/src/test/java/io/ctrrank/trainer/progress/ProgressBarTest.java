package io.ctrrank.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressBarTest {
  private final StringWriter out = new StringWriter();
  private long seconds = 1_000;

  @Test
  void update_onATerminal_drawsOneLineOverAndOver() {
    ProgressBar bar = bar(true);
    seconds += 10;
    bar.update(0.25, "25 of 100 texts");
    seconds += 10;
    bar.update(0.5, "50 texts");
    seconds += 20;
    bar.finish(1, "100 texts");

    assertThat(out.toString().split("\r"))
        .containsExactly(
            "",
            "encode [======                  ]  25 %  25 of 100 texts  ETA 0:30",
            "encode [============            ]  50 %  50 texts  ETA 0:20       ",
            "encode [========================] 100 %  100 texts  took 0:40"
                + System.lineSeparator());
  }

  @Test
  void update_tooSoon_drawsNothing() {
    ProgressBar bar = bar(true);
    bar.update(0.1, "x");

    assertThat(out.toString()).isEmpty();
  }

  @Test
  void update_withoutATerminal_writesALineEveryFewSeconds() {
    ProgressBar bar = bar(false);
    for (int i = 1; i <= 12; i++) {
      seconds++;
      bar.update(i / 12.0, "x");
    }

    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("ETA 0:"));
  }

  @Test
  void update_nothingDoneYet_doesNotKnowTheTimeLeft() {
    ProgressBar bar = bar(false);
    seconds += 6;
    bar.update(0, "x");

    assertThat(out.toString()).contains("ETA ?");
  }

  @Test
  void resume_partDoneBefore_showsTheTimeLeftAtOnce() {
    ProgressBar bar = bar(true);
    seconds += 2;
    bar.resume(0.25, 8, "goes on");
    seconds += 10;
    bar.update(0.5, "50 texts");
    bar.finish(1, "all");

    assertThat(out.toString().split("\r"))
        .containsExactly(
            "",
            "encode [======                  ]  25 %  goes on  ETA 0:30",
            "encode [============            ]  50 %  50 texts  ETA 0:20",
            "encode [========================] 100 %  all  took 0:20    " + System.lineSeparator());
  }

  @Test
  void abandon_afterDrawing_endsTheLine() {
    ProgressBar bar = bar(true);
    seconds++;
    bar.update(0.5, "x");
    bar.abandon();

    assertThat(out.toString()).endsWith(System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource({"0,0:00", "59,0:59", "61,1:01", "3599,59:59", "3661,1:01:01"})
  void time_isMinutesAndSeconds(long seconds, String text) {
    assertThat(ProgressBar.time(seconds)).isEqualTo(text);
  }

  private ProgressBar bar(boolean terminal) {
    return new ProgressBar(
        new PrintWriter(out), terminal, () -> seconds * 1_000_000_000L, "encode");
  }
}
