package io.ctrrank.core.metrics;

import java.util.List;

/**
 * DeLong's test of two correlated AUCs (DeLong, DeLong and Clarke-Pearson 1988) in the midrank form
 * of Sun and Xu (2014), which sorts instead of comparing all pairs. It takes rows as independent;
 * where users have many rows each, {@link UserBootstrap} is the one to trust.
 *
 * @param firstAuc AUC of the first model
 * @param secondAuc AUC of the second model
 * @param firstVariance variance of the first AUC; NaN when a class has fewer than two rows
 * @param secondVariance variance of the second AUC
 * @param covariance covariance of the two
 */
public record DeLong(
    double firstAuc,
    double secondAuc,
    double firstVariance,
    double secondVariance,
    double covariance) {

  /**
   * Compares two models on the same rows.
   *
   * @param first scores of the first model
   * @param second scores of the second model
   * @param clicks labels
   */
  public static DeLong of(double[] first, double[] second, boolean[] clicks) {
    return of(List.of(first), List.of(second), clicks);
  }

  /**
   * Compares the mean AUCs of two models over several runs (training seeds). The runs count as they
   * are; only the rows are taken as a sample.
   *
   * @param first scores of each run of the first model, at least one
   * @param second scores of each run of the second model, at least one
   * @param clicks labels
   */
  public static DeLong of(List<double[]> first, List<double[]> second, boolean[] clicks) {
    Placements a = placements(first, clicks);
    Placements b = placements(second, clicks);
    return new DeLong(a.auc(), b.auc(), a.covariance(a), b.covariance(b), a.covariance(b));
  }

  private static Placements placements(List<double[]> runs, boolean[] clicks) {
    return Placements.mean(runs.stream().map(run -> Placements.of(run, clicks)).toList());
  }

  /** AUC of the first model minus AUC of the second. */
  public double difference() {
    return firstAuc - secondAuc;
  }

  /** Variance of the difference. */
  public double variance() {
    // The three terms cancel when the models agree; rounding must not leave a negative rest.
    return Math.max(0, firstVariance + secondVariance - 2 * covariance);
  }

  /**
   * The difference in standard errors, asymptotically standard normal; 0 for a difference of 0, and
   * infinite for another one without variance; NaN when a class has fewer than two rows.
   */
  public double z() {
    double variance = variance();
    return difference() == 0 && variance == 0 ? 0 : difference() / Math.sqrt(variance);
  }

  /** Two-sided p-value of no difference. */
  public double p() {
    return NormalDistribution.twoSidedTail(z());
  }
}
