package io.ctrrank.live.soak;

import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.live.stats.TierCounts;
import io.ctrrank.live.stats.Waits;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of searches while Redis broke.
 *
 * @param machine where
 * @param plan how much
 * @param load all searches
 * @param recoveries every fault
 * @param coordinatorWaits of the node
 * @param shardWaits of the node
 * @param fallbacks hits scored with the fallback vector, by reason
 * @param degradations degraded windows and users, by reason
 * @param tiers where vectors came from
 */
public record FaultReport(
    Machine machine,
    RedisFaults.Plan plan,
    LoadReport load,
    List<Recovery> recoveries,
    Waits coordinatorWaits,
    Waits shardWaits,
    Map<String, Long> fallbacks,
    Map<String, Long> degradations,
    TierCounts tiers) {

  static FaultReport of(
      RedisFaults.Plan plan, LoadReport load, List<Recovery> recoveries, NodeCounts counts) {
    return new FaultReport(
        Machine.describe(),
        plan,
        load,
        List.copyOf(recoveries),
        counts.coordinatorWaits(),
        counts.shardWaits(),
        counts.fallbacks(),
        counts.degradations(),
        counts.tiers());
  }

  /** All figures for people. */
  public String toTable() {
    Table faults = new Table("fault", ">for s", ">well again after s");
    for (Recovery recovery : recoveries) {
      faults.row(
          recovery.fault(),
          number(recovery.faultSeconds()),
          recovery.complete() ? number(recovery.recoverySeconds()) : "never");
    }
    return faults
        + "\n\n"
        + SearchFigures.table(load, coordinatorWaits, shardWaits)
        + "\n\n"
        + String.format(
            Locale.ROOT,
            "  degraded pages %,d %s; hits scored with fallback vectors %,d of %,d %s%n"
                + "  vectors: %.1f %% in process, %.1f %% from Redis, %.1f %% from neither;"
                + " %,d encoded, %,d written back%n  %s",
            load.degraded(),
            load.reasons(),
            tiers.fallbacks(),
            tiers.hits(),
            fallbacks,
            100 * tiers.inProcessShare(),
            100 * tiers.redisShare(),
            100 * tiers.encoderShare(),
            tiers.encoded(),
            tiers.writtenBack(),
            machine);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
