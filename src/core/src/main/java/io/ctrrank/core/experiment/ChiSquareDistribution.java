package io.ctrrank.core.experiment;

/** The chi-square distribution. */
final class ChiSquareDistribution {
  private static final double TINY = 1e-300;
  private static final double PRECISION = 0x1p-52;

  private ChiSquareDistribution() {}

  /**
   * The probability of a value of at least {@code x}: {@code Q(degrees / 2, x / 2)}, the upper
   * regularised incomplete gamma function (Abramowitz and Stegun 26.4.19), by its series below its
   * mean and by its continued fraction above.
   *
   * @param degrees of freedom, 1 or more
   */
  static double upperTail(double x, int degrees) {
    if (!(x >= 0) || degrees < 1) {
      throw new IllegalArgumentException(
          "chi-square is ["
              + x
              + "] with ["
              + degrees
              + "] degrees of freedom; expected [0] or more with [1] or more");
    }
    if (x == 0) {
      return 1;
    }
    if (Double.isInfinite(x)) {
      return 0;
    }
    double a = degrees / 2.0;
    double z = x / 2;
    double scale = Math.exp(a * Math.log(z) - z - logGammaOfHalf(degrees));
    return z < a + 1 ? 1 - scale * lowerSeries(a, z) : scale * upperFraction(a, z);
  }

  /** {@code sum z^n / (a (a + 1) ... (a + n))} (Abramowitz and Stegun 6.5.29). */
  private static double lowerSeries(double a, double z) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; term > sum * PRECISION; n++) {
      term *= z / (a + n);
      sum += term;
    }
    return sum;
  }

  /**
   * {@code 1/(z+1-a- 1(1-a)/(z+3-a- 2(2-a)/(z+5-a- ...)))}, the even part of Abramowitz and
   * Stegun's 6.5.31, from the front on by Lentz's method.
   */
  private static double upperFraction(double a, double z) {
    double b = z + 1 - a;
    double c = 1 / TINY;
    double d = 1 / b;
    double fraction = d;
    double factor = 0;
    for (int n = 1; Math.abs(factor - 1) > PRECISION && n < 10_000; n++) {
      double numerator = -n * (n - a);
      b += 2;
      d = 1 / awayFromZero(numerator * d + b);
      c = awayFromZero(b + numerator / c);
      factor = c * d;
      fraction *= factor;
    }
    return fraction;
  }

  private static double awayFromZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** {@code log Gamma(n / 2)}, from {@code Gamma(1/2) = sqrt(pi)} and {@code Gamma(1) = 1} on. */
  private static double logGammaOfHalf(int n) {
    double log = n % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
    for (int k = n - 2; k > 0; k -= 2) {
      log += Math.log(k / 2.0);
    }
    return log;
  }
}
