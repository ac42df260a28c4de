package io.ctrrank.core.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Predicted against observed click rate in bins of equal mass by ascending pCTR. Rows with equal
 * pCTR may fall on both sides of a bin's edge; their clicks are then shared out evenly, so the
 * curve does not depend on the order of the rows.
 *
 * @param bins ascending by pCTR, as many rows in each, up to one
 */
public record CalibrationCurve(List<Bin> bins) {
  public CalibrationCurve {
    bins = List.copyOf(bins);
  }

  /**
   * One point of the curve.
   *
   * @param rows rows in the bin
   * @param predicted their mean pCTR
   * @param observed their click rate
   */
  public record Bin(int rows, double predicted, double observed) {}

  /**
   * Computes the curve.
   *
   * @param pCtr predicted click probability of each row
   * @param clicks labels
   * @param bins bins, 1 or more; fewer come out when there are fewer rows
   */
  public static CalibrationCurve of(double[] pCtr, boolean[] clicks, int bins) {
    if (bins < 1 || pCtr.length != clicks.length) {
      throw new IllegalArgumentException(
          "calibration curve has ["
              + bins
              + "] bins over ["
              + pCtr.length
              + "] predictions and ["
              + clicks.length
              + "] labels; expected at least one bin and a label for each prediction");
    }
    int[] order = Auc.ascending(pCtr);
    double[] observed = sharedClicks(order, pCtr, clicks);
    List<Bin> points = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      int from = (int) ((long) order.length * bin / bins);
      int to = (int) ((long) order.length * (bin + 1) / bins);
      double predictedSum = 0;
      double observedSum = 0;
      for (int i = from; i < to; i++) {
        predictedSum += pCtr[order[i]];
        observedSum += observed[i];
      }
      if (to > from) {
        points.add(new Bin(to - from, predictedSum / (to - from), observedSum / (to - from)));
      }
    }
    return new CalibrationCurve(points);
  }

  /** The curve of several runs of a model on the same rows: the mean of each point. */
  public static CalibrationCurve mean(List<CalibrationCurve> runs) {
    List<Bin> points = new ArrayList<>();
    for (int bin = 0; bin < runs.getFirst().bins().size(); bin++) {
      double predicted = 0;
      double observed = 0;
      for (CalibrationCurve run : runs) {
        predicted += run.bins().get(bin).predicted() / runs.size();
        observed += run.bins().get(bin).observed() / runs.size();
      }
      points.add(new Bin(runs.getFirst().bins().get(bin).rows(), predicted, observed));
    }
    return new CalibrationCurve(points);
  }

  /** ECE: the mean of |predicted - observed| over the bins, weighted by their rows. */
  public double expectedCalibrationError() {
    double sum = 0;
    long rows = 0;
    for (Bin bin : bins) {
      sum += bin.rows() * Math.abs(bin.predicted() - bin.observed());
      rows += bin.rows();
    }
    return sum / rows;
  }

  /** Clicks by rank, those of a tie divided evenly among it. */
  private static double[] sharedClicks(int[] order, double[] pCtr, boolean[] clicks) {
    double[] shared = new double[order.length];
    int start = 0;
    while (start < order.length) {
      int end = start;
      int tiedClicks = 0;
      while (end < order.length && pCtr[order[end]] == pCtr[order[start]]) {
        tiedClicks += clicks[order[end++]] ? 1 : 0;
      }
      for (int i = start; i < end; i++) {
        shared[i] = (double) tiedClicks / (end - start);
      }
      start = end;
    }
    return shared;
  }
}
