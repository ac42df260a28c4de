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

  /** Lifts that are looked for are a few percent: as much of the impressions can make one up. */
  private static final double DEGRADED_APART = 0.01;

  private static final int FEW = 10;

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
    arms.stream()
        .filter(ArmReport::control)
        .forEach(control -> warnings.addAll(ofDegradation(control, arms)));
    warnings.addAll(
        ofClicks(
            leftOut.clicks(),
            leftOut.unpriced(),
            arms.stream().anyMatch(arm -> arm.totals().impressions() > 0)));
    return warnings;
  }

  /** Arms that were served much worse than control, or better. */
  private static List<String> ofDegradation(ArmReport control, List<ArmReport> arms) {
    return arms.stream()
        .filter(arm -> arm != control && isApart(arm, control))
        .map(
            arm ->
                "arm ["
                    + arm.name()
                    + "] was degraded in ["
                    + Numerals.percent(share(arm))
                    + "] of its impressions and ["
                    + control.name()
                    + "] in ["
                    + Numerals.percent(share(control))
                    + "]: what they differ in is not the models alone; find the reasons in"
                    + " [event_attributes.ctr.degraded]")
        .toList();
  }

  private static boolean isApart(ArmReport arm, ArmReport control) {
    return Math.abs(share(arm) - share(control)) > DEGRADED_APART
        && Math.max(degraded(arm), degraded(control)) >= FEW;
  }

  private static double share(ArmReport arm) {
    return arm.serving().map(ServingFacts::degradedShare).orElse(Double.NaN);
  }

  private static long degraded(ArmReport arm) {
    return arm.serving().map(ServingFacts::degraded).orElse(0L);
  }

  /**
   * What clicks lack.
   *
   * @param shown whether there are impressions
   */
  static List<String> ofClicks(ClickCounts clicks, long unpriced, boolean shown) {
    List<String> warnings = new ArrayList<>();
    if (shown && clicks.isEmpty()) {
      warnings.add(
          "no click of this time is in the log, though impressions are; does the application post"
              + " them there, with [action_name] [click]?");
    }
    long lost = clicks.of(Fate.WITHOUT_IMPRESSION);
    if (lost > 0) {
      warnings.add(
          "["
              + lost
              + "] clicks have no impression of that query and item in the log: it was sampled, or"
              + " off, or the clicks name others");
    }
    if (clicks.ambiguous() > 0) {
      warnings.add(
          "["
              + clicks.ambiguous()
              + "] clicks are on documents whose id the search showed of several indices, and count"
              + " for the first of them; let the application post the hit's [_index] as"
              + " [event_attributes.object.index]");
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
