package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.soak.ColdMisses;
import io.ctrrank.live.soak.ColdReport;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Searches without any vectors, over and over. {@code soak.repeated}, {@code soak.pressed} and
 * {@code soak.cold.threads} change how many.
 */
@Tag("soak")
final class ColdMissesSoakIT {
  private static final double LATENESS_MS = 5;

  /** One thread encodes 200 texts in 2 to 3 seconds; the history's and the profile come on top. */
  private static final double WARM_SECONDS = 10;

  private static final ColdMisses.Plan PLAN =
      new ColdMisses.Plan(
          Duration.ofMillis(20),
          2_000,
          Integer.getInteger("soak.repeated", 60),
          Integer.getInteger("soak.pressed", 5_000),
          // More clients than processors are left: threads then wait for those, not for vectors.
          Integer.getInteger("soak.cold.threads", 1),
          Duration.ofMinutes(1));

  @Test
  void search_windowOfColdMisses_waitsNoLongerThanItsBudgetAndIsWarmSoonAfter() throws Exception {
    ColdReport report =
        new ColdMisses(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(PLAN);
    System.out.println(report.toTable());
    JsonFile.write(Path.of(System.getProperty("live.output"), "soak/cold-misses.json"), report);

    assertThat(report.pressed().failed()).as(report.pressed().problems().toString()).isZero();
    assertThat(report.pressed().mixed()).as(report.pressed().problems().toString()).isZero();
    assertThat(report.pressed().searches()).isEqualTo(PLAN.pressed());
    double most = PLAN.budget().toMillis() + LATENESS_MS;
    assertThat(report.shardWaits().p999()).isLessThanOrEqualTo(most);
    // No thread waits at the coordinator; the first requests of a fresh node are late there.
    assertThat(report.coordinatorWaits().p99()).isLessThanOrEqualTo(most);
    assertThat(report.warmAfter().max()).isLessThanOrEqualTo(WARM_SECONDS);
  }
}
