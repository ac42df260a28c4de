package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.soak.FaultTimes;
import io.ctrrank.live.soak.Recovery;
import io.ctrrank.live.soak.ServedCluster;
import io.ctrrank.live.soak.ServingFaults;
import io.ctrrank.live.soak.ServingReport;
import io.ctrrank.live.stats.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 100,000 searches of three nodes while Redis and the encoder node are killed again and again.
 * {@code soak.cluster.searches}, {@code soak.threads} and {@code soak.seed} change how much.
 */
@Tag("soak")
final class ServingFaultsSoakIT {
  private static final double LATENESS_MS = 5;

  private static final ServingFaults.Plan PLAN =
      new ServingFaults.Plan(
          Long.getLong("soak.cluster.searches", 100_000),
          Integer.getInteger("soak.threads", 4),
          new ServedCluster.Plan(1_000, 200, "128kb"),
          Long.getLong("soak.seed", 1),
          new FaultTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(10)));

  @Test
  void search_redisAndEncoderNodeKilled_neverFailsAndWaitsNoLongerThanItMay() throws Exception {
    ServingReport report =
        new ServingFaults(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(PLAN);
    System.out.println(report.toTable());
    JsonFile.write(Path.of(System.getProperty("live.output"), "soak/serving-faults.json"), report);

    assertThat(report.load().searches()).isGreaterThanOrEqualTo(PLAN.searches());
    assertThat(report.load().failed()).as(report.load().problems().toString()).isZero();
    assertThat(report.load().mixed()).as(report.load().problems().toString()).isZero();
    assertThat(report.control().failed()).as(report.control().problems().toString()).isZero();
    assertThat(report.recoveries()).isNotEmpty().allMatch(Recovery::complete);
    // Or nothing was broken at all.
    assertThat(report.load().reasons()).containsKey("user_state_unavailable");
    assertThat(report.encodedRemotely()).isPositive();
    assertThat(report.encodedHere()).isPositive();
    double most = ServingFaults.BUDGET.toMillis() + LATENESS_MS;
    assertThat(
            Stream.of(report.coordinatorWaits(), report.shardWaits())
                .flatMap(waits -> waits.values().stream())
                .map(Waits::p999))
        .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(most));
  }
}
