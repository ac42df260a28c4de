package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.soak.FaultReport;
import io.ctrrank.live.soak.FaultTimes;
import io.ctrrank.live.soak.RedisFaults;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Redis breaks under load again and again. {@code soak.searches}, {@code soak.threads} and {@code
 * soak.seed} change how much.
 */
@Tag("soak")
final class RedisFaultsSoakIT {
  private static final double LATENESS_MS = 5;

  private static final RedisFaults.Plan PLAN =
      new RedisFaults.Plan(
          Long.getLong("soak.searches", 20_000),
          Integer.getInteger("soak.threads", 4),
          1_000,
          200,
          "128kb",
          Long.getLong("soak.seed", 1),
          new FaultTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(1)));

  @Test
  void search_redisKilledFrozenRestarted_neverFailsAndWaitsNoLongerThanItMay() throws Exception {
    FaultReport report =
        new RedisFaults(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(PLAN);
    System.out.println(report.toTable());
    JsonFile.write(Path.of(System.getProperty("live.output"), "soak/redis-faults.json"), report);

    RedisFaultsIT.Checks.neverFails(report, PLAN);
    double most = RedisFaults.BUDGET.toMillis() + LATENESS_MS;
    assertThat(report.coordinatorWaits().p999()).isLessThanOrEqualTo(most);
    assertThat(report.shardWaits().p999()).isLessThanOrEqualTo(most);
  }
}
