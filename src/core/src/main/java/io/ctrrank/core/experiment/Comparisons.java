package io.ctrrank.core.experiment;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.Holm;
import io.ctrrank.core.metrics.ResampledMetric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares all arms of an experiment with its control arm. */
public final class Comparisons {
  private Comparisons() {}

  /**
   * How to resample users.
   *
   * @param draws number of resamples, 0 for none
   * @param seed same resamples for the same seed
   */
  public record Bootstrap(int draws, long seed) {}

  /**
   * Compares.
   *
   * @param arms all arms; made for resampling if {@code bootstrap} has draws
   * @param control the one that the others are compared with
   * @param beforeDraw is called before each draw; may throw, to give up
   * @return metric by metric, in each the arms in order
   */
  public static List<ArmComparison> of(
      List<Arm> arms, Arm control, Bootstrap bootstrap, Runnable beforeDraw) {
    List<Arm> others = arms.stream().filter(arm -> arm != control).toList();
    Map<Arm, Map<RatioMetric, ResampledMetric>> resampled = new HashMap<>();
    if (bootstrap.draws() > 0) {
      for (int i = 0; i < arms.size(); i++) {
        Arm arm = arms.get(i);
        // Arms are independent samples: each has draws of its own.
        resampled.put(
            arm,
            arm.columns()
                .resampled(arm.totals(), bootstrap.draws(), bootstrap.seed() * 31 + i, beforeDraw));
      }
    }
    List<ArmComparison> comparisons = new ArrayList<>();
    for (RatioMetric metric : RatioMetric.values()) {
      List<Estimate> estimates = others.stream().map(arm -> Lift.of(arm, control, metric)).toList();
      double[] adjusted =
          Holm.adjusted(estimates.stream().mapToDouble(Comparisons::probability).toArray());
      for (int i = 0; i < others.size(); i++) {
        boolean lift = estimates.get(i) instanceof Lift;
        comparisons.add(
            new ArmComparison(
                others.get(i).name(),
                metric,
                estimates.get(i),
                lift ? Optional.of(adjusted[i]) : Optional.empty(),
                lift ? bootstrap(resampled, others.get(i), control, metric) : Optional.empty()));
      }
    }
    return comparisons;
  }

  private static Optional<BootstrapDifference> bootstrap(
      Map<Arm, Map<RatioMetric, ResampledMetric>> resampled,
      Arm arm,
      Arm control,
      RatioMetric metric) {
    Map<RatioMetric, ResampledMetric> none = Map.of();
    ResampledMetric ofArm = resampled.getOrDefault(arm, none).get(metric);
    ResampledMetric ofControl = resampled.getOrDefault(control, none).get(metric);
    return ofArm == null || ofControl == null
        ? Optional.empty()
        : Optional.of(ofArm.over(ofControl));
  }

  /** NaN for a comparison that cannot be made, as {@link Holm} has it. */
  private static double probability(Estimate estimate) {
    return estimate instanceof Lift lift ? lift.p() : Double.NaN;
  }
}
