package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.scoring.Calibration;

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

  private final double[] logits;
  private final double positives;
  private final double[] targets;

  private PlattScaling(double[] logits, boolean[] clicks, double positives) {
    this.logits = logits;
    this.positives = positives;
    this.targets = smoothed(clicks, positives);
  }

  /**
   * Fits the calibration.
   *
   * @param logits of rows the model was not trained on
   * @param clicks labels
   * @throws IllegalArgumentException if there are no rows, a class is missing, or the logits fall
   *     as clicks rise, so that no slope above 0 fits
   */
  public static Calibration fit(double[] logits, boolean[] clicks) {
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
    return new PlattScaling(logits, clicks, positives).newton();
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

  private Calibration newton() {
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
    return checked(slope, intercept);
  }

  private static Calibration checked(double slope, double intercept) {
    if (!(slope > 0)) {
      throw new IllegalArgumentException(
          "calibration slope is ["
              + slope
              + "]; expected above [0]: on the validation part the model's logits do not rise with"
              + " clicks; train longer, or check the data");
    }
    return new Calibration(slope, intercept);
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
