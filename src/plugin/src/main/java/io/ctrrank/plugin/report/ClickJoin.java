package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives each click to the user, day and bin of the impression it was on. Not thread-safe. */
final class ClickJoin {
  private final ReportedExperiment experiment;
  private final ArmTable arms;
  private final Period period;
  private final ClickCounts counts;
  private final UserClicks users;
  private final CurveClicks curves = new CurveClicks();
  private long unpriced;

  ClickJoin(
      ReportedExperiment experiment,
      ArmTable arms,
      Period period,
      ClickCounts counts,
      UserClicks users) {
    this.experiment = experiment;
    this.arms = arms;
    this.period = period;
    this.counts = counts;
    this.users = users;
  }

  /** Joins a page of clicks with the impressions that were found for them. */
  void join(List<Click> clicks, Map<Click.Shown, Impression> impressions) {
    for (Click click : clicks) {
      counts.add(join(click, impressions.get(click.shown())), 1);
    }
  }

  private Fate join(Click click, @Nullable Impression impression) {
    if (impression == null) {
      return Fate.WITHOUT_IMPRESSION;
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
