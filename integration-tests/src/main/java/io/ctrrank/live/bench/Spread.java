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
  private static final double NORMAL_95 = 1.6448536269514722;

  /** The spread of figures. */
  static Spread of(double[] figures) {
    return new Spread(
        quantile(figures, 0.5), quantile(figures, 0.25), quantile(figures, 0.75), figures.clone());
  }

  /** Upper end of the one-sided 95 % interval of the mean, by the normal distribution. */
  public double meanAtMost() {
    double mean = Arrays.stream(all).average().orElse(Double.NaN);
    double squares = Arrays.stream(all).map(figure -> (figure - mean) * (figure - mean)).sum();
    return mean + NORMAL_95 * Math.sqrt(squares / (all.length - 1) / all.length);
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
