package io.ctrrank.core.metrics;

import java.util.List;

/**
 * Placement values: where each row stands among the rows of the other class. The AUC is the mean of
 * either array, and their covariances between models are all that DeLong's test needs.
 *
 * @param ofClicks of each clicked row, the share of non-clicks scored below it, ties half
 * @param ofOthers of each other row, the share of clicks scored above it, ties half
 */
record Placements(double[] ofClicks, double[] ofOthers) {

  /**
   * Computes the values from one sort: the midrank of a row among all rows less its midrank among
   * the rows of its class is the number of rows of the other class below it.
   */
  static Placements of(double[] scores, boolean[] clicks) {
    int positives = 0;
    for (boolean click : clicks) {
      positives += click ? 1 : 0;
    }
    int negatives = clicks.length - positives;
    double[] byRow = new double[scores.length];
    int[] order = Auc.ascending(scores);
    int positivesBelow = 0;
    int negativesBelow = 0;
    int start = 0;
    while (start < order.length) {
      int end = start;
      int tiedPositives = 0;
      while (end < order.length && scores[order[end]] == scores[order[start]]) {
        tiedPositives += clicks[order[end++]] ? 1 : 0;
      }
      int tiedNegatives = end - start - tiedPositives;
      double below = (negativesBelow + tiedNegatives / 2.0) / negatives;
      double above = (positives - positivesBelow - tiedPositives / 2.0) / positives;
      for (int i = start; i < end; i++) {
        byRow[order[i]] = clicks[order[i]] ? below : above;
      }
      positivesBelow += tiedPositives;
      negativesBelow += tiedNegatives;
      start = end;
    }
    return split(byRow, clicks, positives);
  }

  private static Placements split(double[] byRow, boolean[] clicks, int positives) {
    double[] ofClicks = new double[positives];
    double[] ofOthers = new double[byRow.length - positives];
    int click = 0;
    int other = 0;
    for (int row = 0; row < byRow.length; row++) {
      if (clicks[row]) {
        ofClicks[click++] = byRow[row];
      } else {
        ofOthers[other++] = byRow[row];
      }
    }
    return new Placements(ofClicks, ofOthers);
  }

  /** Placement values of the mean AUC of several runs on the same rows. */
  static Placements mean(List<Placements> runs) {
    Placements mean =
        new Placements(
            new double[runs.getFirst().ofClicks.length],
            new double[runs.getFirst().ofOthers.length]);
    for (Placements run : runs) {
      add(mean.ofClicks, run.ofClicks, runs.size());
      add(mean.ofOthers, run.ofOthers, runs.size());
    }
    return mean;
  }

  private static void add(double[] sums, double[] values, int runs) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i] / runs;
    }
  }

  /** The AUC; NaN when one class is missing. */
  double auc() {
    return ofOthers.length == 0 ? Double.NaN : mean(ofClicks);
  }

  /** Covariance of two AUCs on the same rows; NaN when a class has fewer than two rows. */
  double covariance(Placements other) {
    return covariance(ofClicks, other.ofClicks) / ofClicks.length
        + covariance(ofOthers, other.ofOthers) / ofOthers.length;
  }

  private static double covariance(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return a.length < 2 ? Double.NaN : sum / (a.length - 1);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
