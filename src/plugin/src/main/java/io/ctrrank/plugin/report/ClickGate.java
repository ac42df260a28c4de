package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Finds the impression of each click and leaves out what counts in no report; counts what became of
 * all. Not thread-safe.
 */
final class ClickGate {
  private final String comparison;
  private final Period period;
  private final Predicate<String> logged;
  private final ClickCounts counts;

  /**
   * @param comparison the experiment, or the interleaving, that is reported
   * @param logged whether searches of a user are to be in the log
   * @param counts receives the fates
   */
  ClickGate(String comparison, Period period, Predicate<String> logged, ClickCounts counts) {
    this.comparison = comparison;
    this.period = period;
    this.logged = logged;
    this.counts = counts;
  }

  /**
   * Joins a click with its impression.
   *
   * @param report says what a click comes to that is on an impression of this comparison and time
   */
  void pass(
      Click click, ClickedImpressions impressions, BiFunction<Click, Impression, Fate> report) {
    Fate fate = fate(click, impressions, report);
    counts.add(fate, 1);
    if (fate == Fate.COUNTED && impressions.isAmbiguous(click)) {
      counts.addAmbiguous();
    }
  }

  private Fate fate(
      Click click, ClickedImpressions impressions, BiFunction<Click, Impression, Fate> report) {
    Impression impression = impressions.of(click);
    if (impression == null) {
      return click.withoutImpression(logged);
    }
    if (impressions.isRepeated(impression)) {
      return Fate.REPEATED;
    }
    if (!comparison.equals(impression.experiment())) {
      return Fate.OTHER_EXPERIMENT;
    }
    return period.contains(impression.at()) ? report.apply(click, impression) : Fate.OUTSIDE_PERIOD;
  }
}
