package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Duel;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each click to the team that picked what was clicked, and each search to the team with more
 * clicks. Clicks come search by search. Not thread-safe.
 */
final class TeamClicks {
  private final ClickGate gate;
  private final List<String> teams;
  private final Period period;
  private final ReportMemory memory;
  private final long[] clicks;
  private final double[] revenue;
  private final Map<Unit, long[]> byUnit = new HashMap<>();
  private final long[] present;
  private @Nullable String presentQuery;
  private @Nullable Unit presentUnit;
  private long unpriced;

  /**
   * What is independent of others.
   *
   * @param user null for nobody
   * @param query of nobody's search; null if there is a user
   */
  private record Unit(@Nullable String user, @Nullable String query) {}

  /**
   * @param teams their names, one or two
   */
  TeamClicks(ClickGate gate, List<String> teams, Period period, ReportMemory memory) {
    this.gate = gate;
    this.teams = teams;
    this.period = period;
    this.memory = memory;
    this.clicks = new long[teams.size()];
    this.revenue = new double[teams.size()];
    this.present = new long[teams.size()];
  }

  /** Joins clicks with the impressions that were found for them. */
  void join(List<Click> page, ClickedImpressions impressions) {
    for (Click click : page) {
      if (!click.shown().query().equals(presentQuery)) {
        finish();
        presentQuery = click.shown().query();
      }
      gate.pass(click, impressions, this::join);
    }
  }

  private Fate join(Click click, Impression impression) {
    int team = teams.indexOf(impression.arm());
    if (team < 0) {
      return Fate.OTHER_ARM;
    }
    if (period.isLate(click.at(), impression.at())) {
      return Fate.LATE;
    }
    double price = click.price(impression);
    if (Double.isNaN(price)) {
      unpriced++;
    } else {
      revenue[team] += price;
    }
    clicks[team]++;
    present[team]++;
    presentUnit =
        impression.user() == null
            ? new Unit(null, click.shown().query())
            : new Unit(impression.user(), null);
    return Fate.COUNTED;
  }

  /** Decides the last search. */
  void finish() {
    Unit unit = presentUnit;
    if (unit != null && teams.size() > 1) {
      long[] totals = byUnit.get(unit);
      if (totals == null) {
        String name = unit.user() == null ? unit.query() : unit.user();
        memory.take(
            ReportMemory.BYTES_PER_USER + Duel.BYTES_PER_USER + (name == null ? 0 : name.length()));
        totals = new long[3];
        byUnit.put(unit, totals);
      }
      totals[Long.signum(present[0] - present[1]) + 1]++;
    }
    presentUnit = null;
    Arrays.fill(present, 0);
  }

  /** Credit of a team: clicks on what it picked. */
  long clicks(int team) {
    return clicks[team];
  }

  double revenue(int team) {
    return revenue[team];
  }

  long unpriced() {
    return unpriced;
  }

  /** Searches by user, won where the second team was. */
  Duel duel() {
    Duel duel = new Duel();
    byUnit.values().forEach(totals -> duel.add(totals[0], totals[2], totals[1]));
    return duel;
  }
}
