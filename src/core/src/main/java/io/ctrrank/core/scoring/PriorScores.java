package io.ctrrank.core.scoring;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Scores of a window for which no prediction is to be had: those of the formula as if every item
 * had the base rate of the bundle. They are on the scale of real predictions, so a page merged from
 * shards with and without predictions stays in one unit.
 *
 * <p>Where the formula makes hits equal, they keep the order of recall by an epsilon: scores step
 * down by one unit in the last place of a float from hit to hit. So a score is at most as many such
 * units below the formula's as there are hits above it, less than 0.13 % in a window of 10,000, and
 * no hit passes another with a greater score of the formula. Scores of 0 stay 0.
 */
public final class PriorScores {
  private PriorScores() {}

  /**
   * Scores by row.
   *
   * @param formula the formula of predictions
   * @param baseRate click rate of the bundle's training part
   * @param bids by row, as the formula takes them
   * @param firstPass scores of recall by row; of equal ones the row of the lower number is first
   */
  public static float[] of(
      ScoreFormula formula, double baseRate, double[] bids, float[] firstPass) {
    float[] scores = new float[bids.length];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = formula.score(baseRate, bids[row], firstPass[row]);
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(row -> -scores[row])
                    .thenComparingDouble(row -> -firstPass[row])
                    .thenComparingInt(row -> row))
            .mapToInt(Integer::intValue)
            .toArray();
    float above = Float.POSITIVE_INFINITY;
    for (int row : order) {
      scores[row] = Math.max(0, Math.min(scores[row], Math.nextDown(above)));
      above = scores[row];
    }
    return scores;
  }
}
