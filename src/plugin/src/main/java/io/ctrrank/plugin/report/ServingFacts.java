package io.ctrrank.plugin.report;

import java.util.List;

/**
 * What the log says of how an arm was served, over all its impressions to users by assignment,
 * those of users in several arms too.
 *
 * @param impressions how many
 * @param withPctr of these, those with a pCTR
 * @param degraded of these, those of searches that were degraded
 * @param took milliseconds that searches took as a whole, over those that tell
 * @param model milliseconds that their models took, over those that tell
 * @param days in order, those with impressions
 * @param bins in order of pCTR, those with impressions
 */
record ServingFacts(
    long impressions,
    long withPctr,
    long degraded,
    Took took,
    Took model,
    List<Day> days,
    List<Bin> bins) {
  private static final Took UNKNOWN = new Took(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  static final ServingFacts NONE =
      new ServingFacts(0, 0, 0, UNKNOWN, UNKNOWN, List.of(), List.of());

  /** Share of the impressions whose search was degraded, NaN without impressions. */
  double degradedShare() {
    return (double) degraded / impressions;
  }

  /** Milliseconds; NaN where nothing tells. */
  record Took(double mean, double p50, double p95, double p99) {}

  /**
   * A day, UTC.
   *
   * @param start milliseconds since the epoch
   */
  record Day(long start, long impressions, long clicks) {
    double ctr() {
      return (double) clicks / impressions;
    }
  }

  /**
   * A bin of pCTR.
   *
   * @param number as {@link PctrBins} has it
   * @param predicted sum of pCTR
   */
  record Bin(int number, long impressions, double predicted, long clicks) {
    double meanPctr() {
      return predicted / impressions;
    }

    double ctr() {
      return (double) clicks / impressions;
    }
  }
}
