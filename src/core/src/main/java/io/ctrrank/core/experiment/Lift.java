package io.ctrrank.core.experiment;

import io.ctrrank.core.metrics.NormalDistribution;
import java.util.Optional;

/**
 * By how much a metric of one arm is above that of another: 0.05 is five percent more.
 *
 * @param lift metric of the arm over that of the control arm, minus one
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 * @param p two-sided p-value of no difference
 */
public record Lift(double lift, double low, double high, double p) implements Estimate {
  /**
   * Users in each arm that must have a number above 0, for the interval to hold: with fewer, sums
   * over users are too far from normally distributed.
   */
  public static final int LEAST_USERS = 10;

  /** Compares two arms; their users are others. */
  static Estimate of(Arm arm, Arm control, RatioMetric metric) {
    Optional<NotEnough> missing =
        missing(arm, metric.above()).or(() -> missing(control, metric.above()));
    if (missing.isPresent()) {
      return missing.get();
    }
    LogRatio ratio =
        LogRatio.of(arm.totals(), metric.above(), metric.below())
            .over(LogRatio.of(control.totals(), metric.above(), metric.below()));
    if (ratio.variance() == 0) {
      return new NotEnough(
          "users of arms ["
              + arm.name()
              + "] and ["
              + control.name()
              + "] are all alike; an interval needs users that differ");
    }
    return new Lift(
        Math.expm1(ratio.value()),
        ratio.low() - 1,
        ratio.high() - 1,
        NormalDistribution.twoSidedTail(ratio.value() / ratio.standardError()));
  }

  /** What an arm lacks for an interval of a ratio with {@code above} on top. */
  static Optional<NotEnough> missing(Arm arm, Quantity above) {
    long users = arm.totals().usersWith(above);
    if (users < LEAST_USERS) {
      return Optional.of(
          new NotEnough(
              "arm ["
                  + arm.name()
                  + "] has ["
                  + users
                  + "] users with "
                  + above.words()
                  + "; an interval needs ["
                  + LEAST_USERS
                  + "]"));
    }
    double sum = arm.totals().sum(above);
    return sum > 0
        ? Optional.empty()
        : Optional.of(
            new NotEnough(
                "arm ["
                    + arm.name()
                    + "] has ["
                    + sum
                    + "] of "
                    + above.words()
                    + " in all; a ratio needs more than [0]"));
  }
}
