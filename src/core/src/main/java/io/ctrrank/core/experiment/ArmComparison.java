package io.ctrrank.core.experiment;

import io.ctrrank.core.metrics.BootstrapDifference;
import java.util.Optional;

/**
 * One metric of one arm against the control arm.
 *
 * @param arm name of the arm
 * @param metric what is compared
 * @param estimate a {@link Lift}, or {@link NotEnough}
 * @param adjustedP p after Holm's correction over all arms of this metric; empty without a lift
 * @param bootstrap the same from resampled users, as a check; empty if not asked for, or without a
 *     lift
 */
public record ArmComparison(
    String arm,
    RatioMetric metric,
    Estimate estimate,
    Optional<Double> adjustedP,
    Optional<BootstrapDifference> bootstrap) {}
