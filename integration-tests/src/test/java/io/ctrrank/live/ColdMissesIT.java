package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.soak.ColdMisses;
import io.ctrrank.live.soak.ColdReport;
import io.ctrrank.live.stats.Waits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Searches without any vectors answer within their budget. Times are checked only roughly, as the
 * machine may be busy: {@link ColdMissesSoakIT} looks at them.
 */
@Isolated("measures time")
final class ColdMissesIT {
  /** What most waiting threads may be late on a busy machine. */
  private static final double LATENESS_MS = 400;

  /** What some may be: the machine stands still for a second now and then. */
  private static final double MOST_LATENESS_MS = 3_000;

  private static final ColdMisses.Plan PLAN =
      new ColdMisses.Plan(Duration.ofMillis(20), 600, 3, 200, 2, Duration.ofMinutes(2));

  @Test
  void search_windowOfColdMisses_isAnsweredInTimeAndWarmSoonAfter() throws Exception {
    ColdReport report =
        new ColdMisses(Artifacts.ofBuild(), Films.read(), new Console(System.out)).run(PLAN);
    System.out.println(report.toTable());

    assertThat(report.pressed().failed()).as(report.pressed().problems().toString()).isZero();
    assertThat(report.pressed().mixed()).as(report.pressed().problems().toString()).isZero();
    assertThat(report.pressed().searches()).isEqualTo(PLAN.pressed());
    // Or nothing was missed at all.
    assertThat(report.fallbacks().values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThan(PLAN.pressed());
    double budget = PLAN.budget().toMillis();
    for (Waits waits : List.of(report.coordinatorWaits(), report.shardWaits())) {
      assertThat(waits.p50()).isLessThanOrEqualTo(budget + LATENESS_MS);
      assertThat(waits.p999()).isLessThanOrEqualTo(budget + MOST_LATENESS_MS);
    }
  }
}
