package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.SampleRatio;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a reader must know before the numbers. */
final class Warnings {
  private static final double ALPHA = 0.05;

  private Warnings() {}

  static List<String> of(
      List<ArmReport> arms,
      boolean sameArm,
      List<ArmComparison> comparisons,
      Optional<SampleRatio> sampleRatio,
      LeftOut leftOut) {
    List<String> warnings = new ArrayList<>();
    sampleRatio.filter(SampleRatio::mismatch).ifPresent(test -> warnings.add(mismatch(arms, test)));
    if (arms.stream().allMatch(arm -> arm.totals().users() == 0)) {
      warnings.add(
          "no impressions of users in its arms are logged for this time; is the experiment running,"
              + " is the exposure log on, do [from] and [to] fit?");
    }
    if (sameArm) {
      comparisons.stream()
          .filter(comparison -> comparison.adjustedP().orElse(1.0) < ALPHA)
          .forEach(
              comparison ->
                  warnings.add(
                      "two halves of one arm differ in ["
                          + comparison.metric().id()
                          + "] with p below ["
                          + ALPHA
                          + "]: by chance this happens once in 20 times; try other seeds"));
    }
    if (leftOut.usersInSeveralArms() > 0) {
      warnings.add(
          "["
              + leftOut.usersInSeveralArms()
              + "] users were seen in several arms and are left out; if shares were changed, report"
              + " the time before and after apart");
    }
    if (leftOut.unknownArms() > 0) {
      warnings.add(
          "["
              + leftOut.unknownArms()
              + "] impressions are of arms that the experiment does not have: "
              + leftOut.unknownArmNames());
    }
    if (leftOut.withoutUser() > 0) {
      warnings.add(
          "["
              + leftOut.withoutUser()
              + "] impressions have no user and are left out: users are the unit of the report");
    }
    warnings.addAll(ofClicks(leftOut.clicks(), leftOut.unpriced()));
    return warnings;
  }

  /** What clicks lack. */
  static List<String> ofClicks(ClickCounts clicks, long unpriced) {
    List<String> warnings = new ArrayList<>();
    long lost = clicks.of(Fate.WITHOUT_IMPRESSION);
    if (lost > 0) {
      warnings.add(
          "["
              + lost
              + "] clicks have no impression of that query and item in the log: it was sampled, or"
              + " off, or the clicks name others");
    }
    if (unpriced > 0) {
      warnings.add(
          "["
              + unpriced
              + "] clicks have neither a [price] nor a bid and count for no revenue: what is made of"
              + " revenue misleads; let the application post prices");
    }
    return warnings;
  }

  private static String mismatch(List<ArmReport> arms, SampleRatio test) {
    List<String> sizes =
        arms.stream()
            .map(
                arm ->
                    String.format(
                        Locale.ROOT,
                        "%s has %d and should have %.0f",
                        arm.name(),
                        arm.totals().users(),
                        arm.expectedUsers()))
            .toList();
    return String.format(
        Locale.ROOT,
        "the arms do not have the users that their shares say (p = %.2g): %s. Something in"
            + " assignment or logging is broken, or shares were changed in this time: do not trust"
            + " the lifts before it is found",
        test.p(),
        sizes);
  }
}
