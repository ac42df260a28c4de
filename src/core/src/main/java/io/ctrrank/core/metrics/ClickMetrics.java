package io.ctrrank.core.metrics;

/**
 * What a model scored on one set of rows.
 *
 * @param rows number of impressions
 * @param auc area under the ROC curve; NaN when one class is missing
 * @param gauc AUC within users, impression-weighted; NaN when no user has both classes
 * @param gaucCoverage share of impressions in users with both classes
 * @param logLoss mean negative log-likelihood, in nats
 * @param normalizedEntropy logloss divided by the entropy of the base rate; below 1 is informative;
 *     NaN when one class is missing
 * @param predictedOverObserved mean pCTR divided by the observed CTR; 1 is calibrated on average;
 *     NaN when there are no clicks
 * @param expectedCalibrationError mean |pCTR - CTR| over ten bins of equal mass ({@link
 *     CalibrationCurve})
 */
public record ClickMetrics(
    long rows,
    double auc,
    double gauc,
    double gaucCoverage,
    double logLoss,
    double normalizedEntropy,
    double predictedOverObserved,
    double expectedCalibrationError) {

  private static final double LEAST_PROBABILITY = 1e-12;
  private static final int BINS = 10;

  /**
   * Computes all metrics.
   *
   * @param users user of each row
   * @param pCtr predicted click probability of each row
   * @param clicks labels
   */
  public static ClickMetrics of(String[] users, double[] pCtr, boolean[] clicks) {
    if (pCtr.length == 0 || users.length != pCtr.length || clicks.length != pCtr.length) {
      throw new IllegalArgumentException(
          "metrics need the same number of users, predictions and labels, at least one; found ["
              + users.length
              + ", "
              + pCtr.length
              + ", "
              + clicks.length
              + "]");
    }
    Gauc gauc = Gauc.of(users, pCtr, clicks);
    double observed = rate(clicks);
    double predicted = mean(pCtr);
    double logLoss = logLoss(pCtr, clicks);
    return new ClickMetrics(
        pCtr.length,
        Auc.of(pCtr, clicks),
        gauc.value(),
        gauc.coverage(),
        logLoss,
        logLoss / entropy(observed),
        observed == 0 ? Double.NaN : predicted / observed,
        CalibrationCurve.of(pCtr, clicks, BINS).expectedCalibrationError());
  }

  /** Mean negative log-likelihood in nats; probabilities are held off 0 and 1 by 1e-12. */
  public static double logLoss(double[] pCtr, boolean[] clicks) {
    double sum = 0;
    for (int i = 0; i < pCtr.length; i++) {
      double p = Math.clamp(pCtr[i], LEAST_PROBABILITY, 1 - LEAST_PROBABILITY);
      sum -= Math.log(clicks[i] ? p : 1 - p);
    }
    return sum / pCtr.length;
  }

  private static double rate(boolean[] clicks) {
    int count = 0;
    for (boolean click : clicks) {
      count += click ? 1 : 0;
    }
    return (double) count / clicks.length;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double entropy(double rate) {
    return -(rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate));
  }
}
