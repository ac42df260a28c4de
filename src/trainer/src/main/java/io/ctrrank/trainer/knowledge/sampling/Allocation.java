package io.ctrrank.trainer.knowledge.sampling;

import java.util.Arrays;

/** How many are drawn from each stratum. */
final class Allocation {
  private Allocation() {}

  /**
   * Shares of a sample in proportion to the square root of the strata's sizes, so that small strata
   * are not lost among large ones. Each has at least {@code fewest}, or all it has, or, when the
   * sample is too small for that, an equal share.
   *
   * @param sizes units in each stratum
   * @param total units to draw; all of them when there are not so many
   * @param fewest fewest units of a stratum
   * @return units to draw from each stratum
   */
  static int[] of(int[] sizes, int total, int fewest) {
    int wanted = Math.min(total, Arrays.stream(sizes).sum());
    int equal = sizes.length == 0 ? 0 : wanted / sizes.length;
    int[] shares = Arrays.stream(sizes).map(n -> Math.min(n, Math.min(fewest, equal))).toArray();
    for (int left = wanted - Arrays.stream(shares).sum(); left > 0; left--) {
      shares[furthestBehind(sizes, shares)]++;
    }
    return shares;
  }

  /** The stratum whose share is smallest in proportion, among those that have more to give. */
  private static int furthestBehind(int[] sizes, int[] shares) {
    int chosen = -1;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < sizes.length; i++) {
      double filled = (shares[i] + 1) / Math.sqrt(sizes[i]);
      if (shares[i] < sizes[i] && filled < lowest) {
        lowest = filled;
        chosen = i;
      }
    }
    return chosen;
  }
}
