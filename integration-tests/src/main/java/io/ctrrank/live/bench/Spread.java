package io.ctrrank.live.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * Figures of several rounds.
 *
 * @param median middle figure
 * @param low first quartile
 * @param high third quartile
 * @param all every round's figure, in order
 */
public record Spread(double median, double low, double high, double[] all) {
  private static final double LEVEL = 0.05;

  /** The spread of figures. */
  static Spread of(double[] figures) {
    return new Spread(
        quantile(figures, 0.5), quantile(figures, 0.25), quantile(figures, 0.75), figures.clone());
  }

  /** The median and the quartiles, for people. */
  String told() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, low, high);
  }

  /**
   * Upper end of the one-sided 95 % interval of the median, by the sign test: single rounds in
   * which the JVM compiles or collects do not move it.
   *
   * @return infinite where there are too few figures to say
   */
  public double medianAtMost() {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    // As a logarithm: that all of a thousand lie below the median is no chance a double can hold.
    double chance = all.length * Math.log(0.5);
    double above = 0;
    int place = all.length;
    // The chance that so many figures or more lie below the median.
    while (place > 0 && above + Math.exp(chance) <= LEVEL) {
      above += Math.exp(chance);
      chance += Math.log(place / (all.length - place + 1.0));
      place--;
    }
    return place == all.length ? Double.POSITIVE_INFINITY : sorted[place];
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
