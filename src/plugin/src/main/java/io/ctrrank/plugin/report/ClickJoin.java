package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.List;
import java.util.function.Predicate;

/** Gives each click to the user, day and bin of the impression it was on. Not thread-safe. */
final class ClickJoin {
  private final ReportedExperiment experiment;
  private final ArmTable arms;
  private final Period period;
  private final Predicate<String> logged;
  private final ClickCounts counts;
  private final UserClicks users;
  private final CurveClicks curves = new CurveClicks();
  private long unpriced;

  /**
   * @param logged whether searches of a user are to be in the log
   */
  ClickJoin(
      ReportedExperiment experiment,
      ArmTable arms,
      Period period,
      Predicate<String> logged,
      ClickCounts counts,
      UserClicks users) {
    this.experiment = experiment;
    this.arms = arms;
    this.period = period;
    this.logged = logged;
    this.counts = counts;
    this.users = users;
  }

  /** Joins a page of clicks with the impressions that were found for them. */
  void join(List<Click> clicks, ClickedImpressions impressions) {
    for (Click click : clicks) {
      Fate fate = join(click, impressions);
      counts.add(fate, 1);
      if (fate == Fate.COUNTED && impressions.isAmbiguous(click)) {
        counts.addAmbiguous();
      }
    }
  }

  private Fate join(Click click, ClickedImpressions impressions) {
    Impression impression = impressions.of(click);
    if (impression == null) {
      return click.withoutImpression(logged);
    }
    if (impressions.isRepeated(impression)) {
      return Fate.REPEATED;
    }
    if (!experiment.name().equals(impression.experiment())) {
      return Fate.OTHER_EXPERIMENT;
    }
    if (!period.contains(impression.at())) {
      return Fate.OUTSIDE_PERIOD;
    }
    if (impression.forced()) {
      return Fate.FORCED;
    }
    if (impression.user() == null) {
      return Fate.WITHOUT_USER;
    }
    int arm =
        impression.arm() == null
            ? ArmTable.OTHER
            : arms.indexOf(impression.arm(), impression.user());
    if (arm == ArmTable.OTHER) {
      return Fate.OTHER_ARM;
    }
    if (period.isLate(click.at(), impression.at())) {
      return Fate.LATE;
    }
    users.add(impression.user(), price(click, impression), !Double.isNaN(impression.pCtr()));
    curves.add(arm, impression.at(), impression.pCtr());
    return Fate.COUNTED;
  }

  private double price(Click click, Impression impression) {
    double price = click.price(impression);
    if (Double.isNaN(price)) {
      unpriced++;
      return 0;
    }
    return price;
  }

  /** Clicks that count but have neither a price nor a bid. */
  long unpriced() {
    return unpriced;
  }

  CurveClicks curves() {
    return curves;
  }
}
