package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.Lift;
import java.util.List;
import java.util.stream.DoubleStream;

/** Draws lifts with their intervals, a row for each, around the line of no difference. */
final class LiftPlot {
  private static final double ROW = 30;
  private static final double NAMES = 250;
  private static final int TICKS = 6;
  private static final double MOST = 5;
  private static final int MOST_LETTERS = 35;

  private LiftPlot() {}

  static void draw(Markup page, List<String> arms, List<ArmComparison> comparisons) {
    List<ArmComparison> drawn =
        comparisons.stream().filter(one -> one.estimate() instanceof Lift).toList();
    if (drawn.isEmpty()) {
      page.element("p", "There is not enough yet for an interval of any lift.");
      return;
    }
    Plot plot =
        Plot.begin(
            page,
            "lifts",
            Plot.TOP + drawn.size() * ROW + 54,
            "Lifts with 95 % intervals",
            "Each row is one metric of one arm against the control arm; the numbers are in the"
                + " table of lifts.");
    Axis axis =
        Axis.linear(
            Math.min(0, all(drawn).min().orElse(0)),
            Math.min(MOST, Math.max(0, all(drawn).max().orElse(0))),
            NAMES,
            Plot.RIGHT - 10);
    for (double tick : axis.ticks(TICKS)) {
      plot.across(axis.at(tick), Numerals.tick(tick));
    }
    plot.line("zero", axis.at(0), Plot.TOP, axis.at(0), plot.bottom());
    for (int row = 0; row < drawn.size(); row++) {
      ArmComparison comparison = drawn.get(row);
      Lift lift = (Lift) comparison.estimate();
      double y = Plot.TOP + (row + 0.5) * ROW;
      int arm = arms.indexOf(comparison.arm());
      plot.label(name(comparison), NAMES - 14, y, "end");
      plot.line("interval " + Series.colour(arm), axis.at(lift.low()), y, axis.at(lift.high()), y);
      plot.point(arm, axis.at(lift.lift()), y);
    }
    plot.named("lift against control");
    plot.end();
  }

  private static String name(ArmComparison comparison) {
    String name = ReportTables.name(comparison.metric()) + ", " + comparison.arm();
    return name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS - 1) + "…";
  }

  private static DoubleStream all(List<ArmComparison> comparisons) {
    return comparisons.stream()
        .map(comparison -> (Lift) comparison.estimate())
        .flatMapToDouble(lift -> DoubleStream.of(lift.low(), lift.high()));
  }
}
