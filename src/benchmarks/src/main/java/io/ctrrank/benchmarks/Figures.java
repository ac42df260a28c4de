package io.ctrrank.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Figures of several rounds, in words. */
final class Figures {
  private Figures() {}

  /** Median and quartiles. */
  static String spread(String format, double[] figures) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        quantile(figures, 0.5),
        quantile(figures, 0.25),
        quantile(figures, 0.75));
  }

  /** Round by round. */
  static double[] ratios(double[] some, double[] others) {
    double[] ratios = new double[some.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = some[i] / others[i];
    }
    return ratios;
  }

  /** The {@code q}-quantile with linear interpolation. */
  static double quantile(double[] figures, double q) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    double position = q * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
