package io.ctrrank.core.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction for testing several hypotheses at once (Holm 1979): rejecting those
 * with an adjusted p of at most alpha keeps the chance of any false rejection at most alpha,
 * however the tests depend on each other.
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted p-values, each at least the p it came from and at most 1. A NaN stands for a test that
   * could not be done: it stays NaN and does not count.
   *
   * @param p p-values of one family of tests, in any order
   * @return the adjusted p-values in the same order
   */
  public static double[] adjusted(double[] p) {
    int[] ascending =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = p.clone();
    double largest = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      double value = p[ascending[rank]];
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(
            "p-value [" + ascending[rank] + "] is [" + value + "]; expected [0] to [1]");
      }
      largest = Math.max(largest, Math.min(1, (ascending.length - rank) * value));
      adjusted[ascending[rank]] = largest;
    }
    return adjusted;
  }
}
