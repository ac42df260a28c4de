package io.ctrrank.core.metrics;

/** The standard normal distribution. */
public final class NormalDistribution {
  /** From here on the continued fraction converges fast; below, the series does. */
  private static final double SERIES_END = 2;

  private static final int FRACTION_TERMS = 100;

  private NormalDistribution() {}

  /** The probability of a value at least as far from 0 as z, on either side. */
  public static double twoSidedTail(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    if (Double.isNaN(x)) {
      return Double.NaN;
    }
    return x < SERIES_END ? 1 - erfBySeries(x) : erfcByFraction(x);
  }

  /** {@code erf(x) = 2 / sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!}; all terms positive. */
  private static double erfBySeries(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 0x1p-53; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** Laplace's continued fraction {@code x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))}. */
  private static double erfcByFraction(double x) {
    double fraction = x;
    for (int n = FRACTION_TERMS; n > 0; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
}
