package io.ctrrank.core.scoring;

/**
 * Platt scaling: {@code pCTR = sigmoid(slope * logit + intercept)}, fitted on the validation part.
 * A slope above 0 keeps the order of the logits.
 *
 * @param slope above 0
 * @param intercept any finite number
 */
public record Calibration(double slope, double intercept) {
  /** No change: pCTR = sigmoid(logit). */
  public static final Calibration NONE = new Calibration(1, 0);

  public Calibration {
    if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new IllegalArgumentException(
          "calibration is [slope "
              + slope
              + ", intercept "
              + intercept
              + "]; expected a finite slope above 0 and a finite intercept");
    }
  }

  /** The calibrated click probability of a logit, strictly between 0 and 1 for moderate logits. */
  public double pCtr(double logit) {
    return 1 / (1 + Math.exp(-(slope * logit + intercept)));
  }

  /** The logit whose calibrated click probability is {@code pCtr}, which is between 0 and 1. */
  public double logit(double pCtr) {
    return (Math.log(pCtr / (1 - pCtr)) - intercept) / slope;
  }
}
