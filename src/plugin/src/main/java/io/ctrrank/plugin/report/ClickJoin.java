package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.List;

/** Gives each click to the user, day and bin of the impression it was on. Not thread-safe. */
final class ClickJoin {
  private final ClickGate gate;
  private final ArmTable arms;
  private final Period period;
  private final UserClicks users;
  private final CurveClicks curves = new CurveClicks();
  private long unpriced;

  ClickJoin(ClickGate gate, ArmTable arms, Period period, UserClicks users) {
    this.gate = gate;
    this.arms = arms;
    this.period = period;
    this.users = users;
  }

  /** Joins a page of clicks with the impressions that were found for them. */
  void join(List<Click> clicks, ClickedImpressions impressions) {
    clicks.forEach(click -> gate.pass(click, impressions, this::join));
  }

  private Fate join(Click click, Impression impression) {
    if (impression.forced()) {
      return Fate.FORCED;
    }
    if (impression.shadow()) {
      return Fate.SHADOW;
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
