package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ServingFacts.Day;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Draws the CTR of each arm by day. */
final class DailyPlot {
  private static final double HEIGHT = 300;
  private static final int TICKS = 5;
  private static final int MOST_LABELS = 8;

  private DailyPlot() {}

  static void draw(Markup page, List<ArmReport> arms) {
    SortedSet<Long> starts = new TreeSet<>();
    double most = 0;
    for (ArmReport arm : arms) {
      for (Day day : days(arm)) {
        starts.add(day.start());
        most = Math.max(most, day.ctr());
      }
    }
    if (starts.isEmpty()) {
      page.element("p", "No impressions are logged for this time.");
      return;
    }
    Plot plot =
        Plot.begin(
            page,
            "days",
            HEIGHT,
            "Click-through rate by day",
            "A line for each arm; the numbers are in the table of days.");
    Axis across = Axis.linear(starts.first(), starts.last(), Plot.LEFT + 20, Plot.RIGHT - 20);
    Axis up = Axis.linear(0, most == 0 ? 1 : most * 1.1, plot.bottom(), Plot.TOP);
    for (double tick : up.ticks(TICKS)) {
      plot.up(up.at(tick), Numerals.tick(tick));
    }
    List<Long> labelled = List.copyOf(starts);
    int every = (labelled.size() + MOST_LABELS - 1) / MOST_LABELS;
    for (int i = 0; i < labelled.size(); i += every) {
      plot.across(across.at(labelled.get(i)), ReportTables.day(labelled.get(i)).substring(5));
    }
    for (int arm = 0; arm < arms.size(); arm++) {
      List<double[]> points = new ArrayList<>();
      for (Day day : days(arms.get(arm))) {
        points.add(new double[] {across.at(day.start()), up.at(day.ctr())});
      }
      plot.curve(arm, points);
    }
    plot.named("day of the impression, UTC");
    plot.end();
  }

  private static List<Day> days(ArmReport arm) {
    return arm.serving().map(ServingFacts::days).orElse(List.of());
  }
}
