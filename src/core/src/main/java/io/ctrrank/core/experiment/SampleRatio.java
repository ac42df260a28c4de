package io.ctrrank.core.experiment;

import java.util.List;
import java.util.Optional;

/**
 * Whether the arms have as many users as their shares say, by Pearson's chi-square test. If they do
 * not, assignment or logging is broken and nothing else in the report can be trusted (Fabijan et
 * al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019).
 *
 * @param chiSquare the statistic
 * @param degrees of freedom: arms with a share, minus one
 * @param p of a statistic as large if assignment works
 */
public record SampleRatio(double chiSquare, int degrees, double p) {
  /** Below this p the arms' sizes are taken as wrong: looked at daily, 0.05 would warn often. */
  public static final double MISMATCH = 0.001;

  private static final double LEAST_EXPECTED = 5;

  /** Whether the arms' sizes contradict their shares. */
  public boolean mismatch() {
    return p < MISMATCH;
  }

  /** Users that an arm should have, of those in arms with a share. */
  public static double expected(Arm arm, List<Arm> arms) {
    double shares = arms.stream().mapToDouble(Arm::share).sum();
    return arm.share() / shares * users(arms);
  }

  /**
   * Tests the arms that have a share.
   *
   * @return empty if these are fewer than two, or too small for the test: each must expect 5 users
   */
  public static Optional<SampleRatio> of(List<Arm> arms) {
    List<Arm> tested = arms.stream().filter(arm -> arm.share() > 0).toList();
    if (tested.size() < 2
        || tested.stream().anyMatch(arm -> expected(arm, tested) < LEAST_EXPECTED)) {
      return Optional.empty();
    }
    double chiSquare = 0;
    for (Arm arm : tested) {
      double expected = expected(arm, tested);
      double away = arm.totals().users() - expected;
      chiSquare += away * away / expected;
    }
    int degrees = tested.size() - 1;
    return Optional.of(
        new SampleRatio(chiSquare, degrees, ChiSquareDistribution.upperTail(chiSquare, degrees)));
  }

  private static long users(List<Arm> arms) {
    return arms.stream()
        .filter(arm -> arm.share() > 0)
        .mapToLong(arm -> arm.totals().users())
        .sum();
  }
}
