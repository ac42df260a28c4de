package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.soak.LoggedScores;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is logged is what was scored, over a million hits. {@code soak.rows} changes how many. */
@Tag("soak")
final class LoggedScoresSoakIT {
  @Test
  void log_millionRows_equalsTheScoresToTheLastBit() throws Exception {
    LoggedScores.Outcome outcome =
        new LoggedScores(Artifacts.ofBuild(), Films.read(), new Console(System.out))
            .run(Long.getLong("soak.rows", 1_000_000));
    System.out.println("  " + outcome);
    JsonFile.write(Path.of(System.getProperty("live.output"), "soak/logged-scores.json"), outcome);

    assertThat(outcome.differentScores()).as(outcome.example()).isZero();
    assertThat(outcome.differentImpressions()).as(outcome.example()).isZero();
    assertThat(outcome.lost()).isZero();
  }
}
