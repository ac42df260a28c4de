package io.ctrrank.core.experiment;

import java.util.Optional;

/**
 * Clicks that an arm's model predicted over clicks that came on the same impressions; 1 is
 * calibrated. Impressions that no model scored have no part in it.
 *
 * @param ratio predicted over observed
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 */
public record Calibration(double ratio, double low, double high) implements Estimate {

  /** The calibration of an arm's model over the impressions that have a pCTR. */
  public static Estimate of(Arm arm) {
    Optional<NotEnough> missing =
        Lift.missing(arm, Quantity.PREDICTED).or(() -> Lift.missing(arm, Quantity.SCORED_CLICKS));
    if (missing.isPresent()) {
      return missing.get();
    }
    LogRatio ratio = LogRatio.of(arm.totals(), Quantity.PREDICTED, Quantity.SCORED_CLICKS);
    return new Calibration(Math.exp(ratio.value()), ratio.low(), ratio.high());
  }
}
