package io.ctrrank.core.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Area under the ROC curve: the probability that a click is scored above a non-click, ties counted
 * half (midranks).
 */
public final class Auc {
  private Auc() {}

  /** AUC of equally weighted rows; NaN when one class is missing. */
  public static double of(double[] scores, boolean[] clicks) {
    double[] weights = new double[scores.length];
    Arrays.fill(weights, 1);
    return of(scores, clicks, weights);
  }

  /**
   * AUC of weighted rows.
   *
   * @param scores higher means more likely clicked
   * @param clicks labels
   * @param weights row weights, 0 or above
   * @return the AUC, NaN when one class has no weight
   * @throws IllegalArgumentException if a score is NaN
   */
  public static double of(double[] scores, boolean[] clicks, double[] weights) {
    return ofSorted(ascending(scores), scores, clicks, weights);
  }

  /** Rows by ascending score, to be used for many weightings of the same scores. */
  static int[] ascending(double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            "score of row [" + i + "] is [NaN]; expected a number to rank by");
      }
    }
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[a], scores[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static double ofSorted(int[] order, double[] scores, boolean[] clicks, double[] weights) {
    double below = 0;
    double pairs = 0;
    double positives = 0;
    int start = 0;
    while (start < order.length) {
      int end = start;
      double tiedPositives = 0;
      double tiedNegatives = 0;
      while (end < order.length && scores[order[end]] == scores[order[start]]) {
        int row = order[end++];
        if (clicks[row]) {
          tiedPositives += weights[row];
        } else {
          tiedNegatives += weights[row];
        }
      }
      pairs += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      positives += tiedPositives;
      start = end;
    }
    return positives == 0 || below == 0 ? Double.NaN : pairs / (positives * below);
  }
}
