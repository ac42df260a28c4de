package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Arm;
import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.Calibration;
import io.ctrrank.core.experiment.Comparisons;
import io.ctrrank.core.experiment.Comparisons.Bootstrap;
import io.ctrrank.core.experiment.SampleRatio;
import io.ctrrank.core.experiment.UserResult;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import io.ctrrank.plugin.report.ReportRequest.Logs;
import io.ctrrank.plugin.report.ReportRequest.Span;
import io.ctrrank.plugin.report.ServingFacts.Bin;
import io.ctrrank.plugin.report.ServingFacts.Day;
import io.ctrrank.plugin.report.ServingFacts.Took;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** A report to draw pages of. */
final class SampleReport {
  private SampleReport() {}

  /** An arm in which nobody clicks. */
  static final String IDLE = "idle";

  /**
   * A report of arms with many users and few. All impressions of the first have a pCTR, of the
   * others four of five.
   *
   * @param names of the arms, the first one control; {@link #IDLE} for one without a click
   */
  static ExperimentReport of(String experiment, String... names) {
    Random random = new Random(1);
    List<Arm> arms = new ArrayList<>();
    List<ArmReport> reports = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      Arm arm = new Arm(names[i], 1, true);
      for (int user = 0; user < 900 + 10 * i; user++) {
        int impressions = 5 + random.nextInt(40);
        int clicks = 0;
        for (int shown = 0; shown < impressions; shown++) {
          clicks += random.nextDouble() < eagerness(names[i], i) ? 1 : 0;
        }
        arm.add(new UserResult(impressions, clicks, clicks * 0.7, impressions * 0.052, clicks));
      }
      arms.add(arm);
    }
    for (int i = 0; i < names.length; i++) {
      reports.add(
          new ArmReport(
              arms.get(i),
              "model-" + i,
              i == 0,
              SampleRatio.expected(arms.get(i), arms),
              Calibration.of(arms.get(i)),
              Optional.of(facts(random, i))));
    }
    Bootstrap bootstrap = new Bootstrap(200, 1);
    List<ArmComparison> comparisons = Comparisons.of(arms, arms.getFirst(), bootstrap, () -> {});
    ClickCounts clicks = new ClickCounts();
    clicks.add(Fate.WITHOUT_IMPRESSION, 12);
    LeftOut leftOut = new LeftOut(3, 0, 0, 0, new TreeSet<>(), 4, 40, 0, clicks);
    Optional<SampleRatio> sampleRatio = SampleRatio.of(arms);
    return new ExperimentReport(
        experiment,
        new ReportRequest(
            experiment,
            new Span(null, "now", 86_400_000),
            new Logs("i", "c"),
            "",
            bootstrap,
            false),
        new Period(SimulatedLog.FROM, SimulatedLog.TO, 86_400_000),
        false,
        reports,
        comparisons,
        sampleRatio,
        leftOut,
        Warnings.of(reports, false, comparisons, sampleRatio, leftOut));
  }

  private static double eagerness(String name, int arm) {
    return name.equals(IDLE) ? 0 : 0.05 * (1 + 0.15 * arm);
  }

  private static ServingFacts facts(Random random, int arm) {
    double eagerness = 1 + 0.15 * arm;
    List<Day> days = new ArrayList<>();
    for (int day = 0; day < 12; day++) {
      long clicks = Math.round((90 + random.nextInt(25)) * eagerness);
      days.add(new Day(SimulatedLog.FROM + day * CurveClicks.DAY, 2000, clicks));
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 1; bin < 9; bin++) {
      double pCtr = PctrBins.from(bin) * 1.3;
      bins.add(new Bin(bin, 5000, 5000 * pCtr, 1 + Math.round(5000 * pCtr * eagerness)));
    }
    return new ServingFacts(
        arm == 0 ? 40_000 : 50_000,
        40_000,
        300,
        new Took(11.2 + arm, 9 + arm, 23.4 + arm, 41 + arm),
        new Took(3.1 + arm, 3 + arm, 7.25 + arm, 9 + arm),
        days,
        bins);
  }
}
