package io.ctrrank.live.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * How figures are spread: each percentile is the smallest figure that so many do not exceed.
 *
 * @param p50 median
 * @param p95 95th percentile
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param max the largest
 */
public record Percentiles(double p50, double p95, double p99, double p999, double max) {

  /** Of figures in any order; NaN of none. */
  public static Percentiles of(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return new Percentiles(
        at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
  }

  /** A cell of a table. */
  public static String cell(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }

  private static double at(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
