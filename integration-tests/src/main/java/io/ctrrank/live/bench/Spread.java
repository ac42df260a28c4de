package io.ctrrank.live.bench;

import java.util.Arrays;

/**
 * Figures of several rounds.
 *
 * @param median middle figure
 * @param low first quartile
 * @param high third quartile
 * @param all every round's figure, in order
 */
public record Spread(double median, double low, double high, double[] all) {

  /** The spread of figures. */
  static Spread of(double[] figures) {
    return new Spread(
        quantile(figures, 0.5), quantile(figures, 0.25), quantile(figures, 0.75), figures.clone());
  }

  /** The {@code q}-quantile with linear interpolation; NaN of nothing. */
  static double quantile(double[] figures, double q) {
    if (figures.length == 0) {
      return Double.NaN;
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    double position = q * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
