package io.ctrrank.live.demo;

import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.report.Percentiles;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.TierCounts;
import java.util.List;
import java.util.Locale;

/**
 * Some searches under the same circumstances.
 *
 * @param name the circumstances
 * @param load what became of the searches
 * @param tiers where their vectors came from
 */
record TierPhase(String name, LoadReport load, TierCounts tiers) {

  /**
   * All phases: searches; the share of look-ups that each tier answered; and how many vectors came
   * to the process from Redis and from the encoder, after which it has them itself.
   */
  static String table(List<TierPhase> phases) {
    Table table =
        new Table(
            "searches",
            ">sent",
            ">failed",
            ">p50 ms",
            ">p99 ms",
            ">in process",
            ">Redis",
            ">neither",
            ">from Redis",
            ">encoded",
            ">fallback hits",
            ">degraded",
            "because of");
    for (TierPhase phase : phases) {
      LoadReport load = phase.load();
      TierCounts tiers = phase.tiers();
      table.row(
          phase.name(),
          Long.toString(load.searches()),
          Long.toString(load.failed()),
          Percentiles.cell(load.latency().p50()),
          Percentiles.cell(load.latency().p99()),
          percent(tiers.inProcessShare()),
          percent(tiers.redisShare()),
          percent(tiers.encoderShare()),
          String.format(Locale.ROOT, "%,d", tiers.redis()),
          String.format(Locale.ROOT, "%,d", tiers.encoded()),
          percent(tiers.fallbackShare()),
          Long.toString(load.degraded()),
          String.join(", ", load.reasons().keySet()));
    }
    return table.toString();
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
