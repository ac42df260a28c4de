package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Arm;
import io.ctrrank.core.experiment.ArmTotals;
import io.ctrrank.core.experiment.Estimate;
import io.ctrrank.core.experiment.RatioMetric;
import java.util.Optional;

/**
 * One arm.
 *
 * @param arm its users' sums
 * @param model what ranks for it
 * @param control whether the others are compared with it
 * @param expectedUsers users that its share says
 * @param calibration predicted over observed clicks, or why not
 * @param serving how it was served; empty for half an arm
 */
record ArmReport(
    Arm arm,
    String model,
    boolean control,
    double expectedUsers,
    Estimate calibration,
    Optional<ServingFacts> serving) {

  String name() {
    return arm.name();
  }

  ArmTotals totals() {
    return arm.totals();
  }

  /** NaN without impressions. */
  double metric(RatioMetric metric) {
    return metric.of(arm.totals());
  }
}
