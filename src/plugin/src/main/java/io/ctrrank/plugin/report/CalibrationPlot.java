package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ServingFacts.Bin;
import java.util.ArrayList;
import java.util.List;

/** Draws the clicks that came over the clicks that were predicted, on axes of logarithms. */
final class CalibrationPlot {
  private static final double HEIGHT = 420;

  /** Where the axes begin at the latest: clicks that are less likely are drawn on their edge. */
  private static final double LEAST = 1e-9;

  private CalibrationPlot() {}

  static void draw(Markup page, List<ArmReport> arms) {
    List<Bin> all = arms.stream().flatMap(arm -> bins(arm).stream()).toList();
    if (all.isEmpty()) {
      page.element("p", "No impressions with a pCTR and clicks are logged for this time.");
      return;
    }
    Plot plot =
        Plot.begin(
            page,
            "calibration",
            HEIGHT,
            "Calibration by pCTR",
            "Observed click-through rate against mean pCTR, a point for each bin of pCTR; on the"
                + " diagonal the two are equal. The numbers are in the table of calibration.");
    double from =
        all.stream().mapToDouble(bin -> Math.min(bin.meanPctr(), bin.ctr())).min().orElseThrow();
    double to =
        all.stream().mapToDouble(bin -> Math.max(bin.meanPctr(), bin.ctr())).max().orElseThrow();
    double least = Math.pow(10, Math.floor(Math.log10(Math.max(from, LEAST))));
    double most = Math.min(1, Math.pow(10, Math.ceil(Math.log10(to))));
    Axis across = Axis.logarithmic(least, most, Plot.LEFT, Plot.RIGHT);
    Axis up = Axis.logarithmic(across.from(), across.to(), plot.bottom(), Plot.TOP);
    for (double tick = least; tick <= most * 1.01; tick *= 10) {
      plot.across(across.at(tick), Numerals.tick(tick));
      plot.up(up.at(tick), Numerals.tick(tick));
    }
    plot.line("zero", Plot.LEFT, plot.bottom(), Plot.RIGHT, Plot.TOP);
    for (int arm = 0; arm < arms.size(); arm++) {
      List<double[]> points = new ArrayList<>();
      for (Bin bin : bins(arms.get(arm))) {
        points.add(new double[] {across.at(bin.meanPctr()), up.at(bin.ctr())});
      }
      plot.curve(arm, points);
    }
    plot.named("mean pCTR of the bin; upwards: observed click-through rate");
    plot.end();
  }

  /** Those that a logarithm can show. */
  private static List<Bin> bins(ArmReport arm) {
    return arm.serving().map(ServingFacts::bins).orElse(List.of()).stream()
        .filter(bin -> bin.clicks() > 0 && bin.predicted() > 0)
        .toList();
  }
}
