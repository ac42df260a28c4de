package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.scoring.Calibration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Fits {@code pCTR = sigmoid(slope * logit + intercept)} by maximum likelihood (Newton's method
 * with step halving), with Platt's smoothed targets, which keep the fit finite when the classes are
 * separable (Platt 1999; Lin, Lin and Weng 2007).
 */
public final class PlattScaling {
  private static final int MOST_STEPS = 100;
  private static final int MOST_HALVINGS = 30;
  private static final double RIDGE = 1e-10;
  private static final double SMALLEST_GRADIENT = 1e-9;

  /** As good as none, and the order of the logits stays. */
  private static final double LEAST_SLOPE = 1e-3;

  private final double[] logits;
  private final double positives;
  private final double[] targets;

  private PlattScaling(double[] logits, boolean[] clicks, double positives) {
    this.logits = logits;
    this.positives = positives;
    this.targets = smoothed(clicks, positives);
  }

  /**
   * Fits the calibration. Where logits fall as clicks rise no slope above 0 fits: the intercept
   * alone is fitted then, with a slope of 0.001, so that the model predicts little more than the
   * click rate; and that is told.
   *
   * @param logits of rows the model was not trained on
   * @param clicks labels
   * @param told hears of logits that do not rise with clicks
   * @throws IllegalArgumentException if there are no rows, a class is missing, or a logit is no
   *     number
   */
  public static Calibration fit(double[] logits, boolean[] clicks, Consumer<String> told) {
    int positives = 0;
    for (boolean click : clicks) {
      positives += click ? 1 : 0;
    }
    if (positives == 0 || positives == clicks.length) {
      throw new IllegalArgumentException(
          "calibration has ["
              + clicks.length
              + "] rows with ["
              + positives
              + "] clicks; expected both clicks and non-clicks; use more validation data");
    }
    for (double logit : logits) {
      if (!Double.isFinite(logit)) {
        throw new IllegalArgumentException(
            "calibration has a logit of ["
                + logit
                + "]; expected finite numbers; train with a lower learning rate, or check the data");
      }
    }
    return new PlattScaling(logits, clicks, positives).newton(told);
  }

  private static double[] smoothed(boolean[] clicks, double positives) {
    double click = (positives + 1) / (positives + 2);
    double other = 1 / (clicks.length - positives + 2);
    double[] targets = new double[clicks.length];
    for (int row = 0; row < targets.length; row++) {
      targets[row] = clicks[row] ? click : other;
    }
    return targets;
  }

  private Calibration newton(Consumer<String> told) {
    // From slope 0 no row is saturated, so the first step is a good one whatever the logits' scale.
    double slope = 0;
    double intercept = Math.log((positives + 1) / (logits.length - positives + 1));
    double loss = loss(slope, intercept);
    for (int step = 0; step < MOST_STEPS; step++) {
      double g0 = 0;
      double g1 = 0;
      double h00 = RIDGE;
      double h01 = 0;
      double h11 = RIDGE;
      for (int row = 0; row < logits.length; row++) {
        double p = 1 / (1 + Math.exp(-(slope * logits[row] + intercept)));
        double error = p - targets[row];
        double weight = p * (1 - p);
        g0 += error * logits[row];
        g1 += error;
        h00 += weight * logits[row] * logits[row];
        h01 += weight * logits[row];
        h11 += weight;
      }
      if (Math.max(Math.abs(g0), Math.abs(g1)) < SMALLEST_GRADIENT * logits.length) {
        break;
      }
      double determinant = h00 * h11 - h01 * h01;
      double slopeStep = (h11 * g0 - h01 * g1) / determinant;
      double interceptStep = (h00 * g1 - h01 * g0) / determinant;
      double scale = 1;
      double next = loss(slope - slopeStep, intercept - interceptStep);
      for (int halving = 0; !(next <= loss) && halving < MOST_HALVINGS; halving++) {
        scale /= 2;
        next = loss(slope - scale * slopeStep, intercept - scale * interceptStep);
      }
      if (!(next <= loss)) {
        break;
      }
      slope -= scale * slopeStep;
      intercept -= scale * interceptStep;
      loss = next;
    }
    return checked(slope, intercept, told);
  }

  private Calibration checked(double slope, double intercept, Consumer<String> told) {
    if (slope > 0) {
      return new Calibration(slope, intercept);
    }
    told.accept(
        "calibration slope is ["
            + slope
            + "]; expected above [0]: on the validation part logits do not rise with clicks; the run is"
            + " kept and calibrated by the intercept alone; train longer, or check the data");
    return new Calibration(LEAST_SLOPE, interceptAt(LEAST_SLOPE));
  }

  /** The intercept with which the mean pCTR is the mean target; found by halving. */
  private double interceptAt(double slope) {
    double largest = slope * Arrays.stream(logits).map(Math::abs).max().orElse(0);
    double target = Arrays.stream(targets).average().orElse(0);
    double middle = Math.log(target / (1 - target));
    double low = middle - largest;
    double high = middle + largest;
    for (int halving = 0; halving < MOST_STEPS; halving++) {
      double intercept = (low + high) / 2;
      double mean =
          Arrays.stream(logits)
              .map(logit -> 1 / (1 + Math.exp(-(slope * logit + intercept))))
              .average()
              .orElse(0);
      if (mean < target) {
        low = intercept;
      } else {
        high = intercept;
      }
    }
    return (low + high) / 2;
  }

  /** Mean cross-entropy, written so that large logits do not overflow. */
  private double loss(double slope, double intercept) {
    double sum = 0;
    for (int row = 0; row < logits.length; row++) {
      double z = slope * logits[row] + intercept;
      sum += Math.max(z, 0) - z * targets[row] + Math.log1p(Math.exp(-Math.abs(z)));
    }
    return sum / logits.length;
  }
}
