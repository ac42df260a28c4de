package io.ctrrank.core.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Paired bootstrap of an AUC difference with users as the unit: rows of one user are not
 * independent, so whole users are drawn with replacement, the same ones for both models.
 *
 * @param difference AUC of the first model minus AUC of the second, on all rows
 * @param low lower end of the 95 % percentile interval
 * @param high upper end of the 95 % percentile interval
 */
public record UserBootstrap(double difference, double low, double high) {

  /**
   * Draws the interval.
   *
   * @param users user of each row
   * @param first scores of the first model
   * @param second scores of the second model
   * @param clicks labels
   * @param draws number of resamples
   * @param seed seed of the resampling
   */
  public static UserBootstrap aucDifference(
      String[] users, double[] first, double[] second, boolean[] clicks, int draws, long seed) {
    int[] userOfRow = new int[users.length];
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int row = 0; row < users.length; row++) {
      userOfRow[row] = numbers.computeIfAbsent(users[row], user -> numbers.size());
    }
    int[] firstOrder = Auc.ascending(first);
    int[] secondOrder = Auc.ascending(second);
    SplittableRandom random = new SplittableRandom(seed);
    double[] differences = new double[draws];
    double[] weights = new double[users.length];
    for (int draw = 0; draw < draws; draw++) {
      int[] times = new int[numbers.size()];
      for (int i = 0; i < times.length; i++) {
        times[random.nextInt(times.length)]++;
      }
      for (int row = 0; row < weights.length; row++) {
        weights[row] = times[userOfRow[row]];
      }
      differences[draw] =
          Auc.ofSorted(firstOrder, first, clicks, weights)
              - Auc.ofSorted(secondOrder, second, clicks, weights);
    }
    Arrays.sort(differences);
    return new UserBootstrap(
        Auc.of(first, clicks) - Auc.of(second, clicks),
        percentile(differences, 0.025),
        percentile(differences, 0.975));
  }

  private static double percentile(double[] sorted, double fraction) {
    return sorted[(int) Math.round(fraction * (sorted.length - 1))];
  }
}
