package io.ctrrank.core.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
   * Draws the interval of the difference of two models.
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
    return aucDifference(users, List.of(first), List.of(second), clicks, draws, seed);
  }

  /**
   * Draws the interval of the difference between the mean AUCs of two models over several runs
   * (training seeds). The runs count as they are; only users are drawn again.
   *
   * @param users user of each row
   * @param first scores of each run of the first model, at least one
   * @param second scores of each run of the second model, at least one
   * @param clicks labels
   * @param draws number of resamples
   * @param seed seed of the resampling
   */
  public static UserBootstrap aucDifference(
      String[] users,
      List<double[]> first,
      List<double[]> second,
      boolean[] clicks,
      int draws,
      long seed) {
    int[] userOfRow = new int[users.length];
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int row = 0; row < users.length; row++) {
      userOfRow[row] = numbers.computeIfAbsent(users[row], user -> numbers.size());
    }
    List<Ranked> firstRanked = first.stream().map(Ranked::of).toList();
    List<Ranked> secondRanked = second.stream().map(Ranked::of).toList();
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
          meanAuc(firstRanked, clicks, weights) - meanAuc(secondRanked, clicks, weights);
    }
    Arrays.sort(differences);
    Arrays.fill(weights, 1);
    return new UserBootstrap(
        meanAuc(firstRanked, clicks, weights) - meanAuc(secondRanked, clicks, weights),
        percentile(differences, 0.025),
        percentile(differences, 0.975));
  }

  /** Scores that are sorted once for all draws. */
  private record Ranked(int[] order, double[] scores) {
    static Ranked of(double[] scores) {
      return new Ranked(Auc.ascending(scores), scores);
    }
  }

  private static double meanAuc(List<Ranked> runs, boolean[] clicks, double[] weights) {
    double sum = 0;
    for (Ranked run : runs) {
      sum += Auc.ofSorted(run.order(), run.scores(), clicks, weights);
    }
    return sum / runs.size();
  }

  private static double percentile(double[] sorted, double fraction) {
    return sorted[(int) Math.round(fraction * (sorted.length - 1))];
  }
}
