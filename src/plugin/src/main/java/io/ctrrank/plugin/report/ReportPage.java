package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.SampleRatio;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.elasticsearch.core.TimeValue;

/** Writes a report as one page of HTML that needs nothing else: no scripts, fonts or pictures. */
final class ReportPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c1e21; --soft: #5b616a; --paper: #ffffff;
        --line: #d9dce1; --warn: #fff3d6; --warn-line: #b26a00; --c0: #5b616a; --c1: #0b62c4;
        --c2: #b3400e; --c3: #0a7d57; --c4: #8a2ea6; --c5: #8a6a00; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a4abb5;
        --paper: #15171a; --line: #363b42; --warn: #3a2c0a; --warn-line: #e0a53a; --c0: #b4bac3;
        --c1: #6fb1ff; --c2: #ff9a6b; --c3: #54d1a5; --c4: #d59bf0; --c5: #e2c15a; } }
      body { margin: 2rem auto; padding: 0 1rem; max-width: 62rem; background: var(--paper);
        color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
      p, summary { color: var(--soft); } summary { cursor: pointer; }
      .warning { color: var(--ink); background: var(--warn); border-left: 4px solid
        var(--warn-line); padding: .5rem 1rem; margin: .75rem 0; }
      .table { overflow-x: auto; margin: .5rem 0 1rem; }
      table { border-collapse: collapse; font-size: .9rem; min-width: 50%; }
      caption { text-align: left; font-weight: 600; padding: .25rem 0; }
      th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; }
      .number { text-align: right; font-variant-numeric: tabular-nums; }
      td.number { white-space: nowrap; }
      svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; }
      .grid { stroke: var(--line); } .zero { stroke: var(--soft); stroke-dasharray: 4 3; }
      .curve { fill: none; stroke: currentColor; stroke-width: 2; }
      .interval { stroke: currentColor; stroke-width: 3; } .point { fill: currentColor; }
      .c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); }
      .c3 { color: var(--c3); } .c4 { color: var(--c4); } .c5 { color: var(--c5); }
      .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; }
      .legend li { display: flex; align-items: center; gap: .5rem; }
      .legend svg { width: 36px; height: 14px; }
      """;

  private final ExperimentReport report;
  private final Markup page = new Markup();
  private final ReportTables tables;

  /** For one use. */
  ReportPage(ExperimentReport report) {
    this.report = report;
    this.tables = new ReportTables(page, report);
  }

  String html() {
    String title =
        (report.sameArm() ? "A/A check of experiment " : "Experiment ") + report.experiment();
    page.open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.element("title", title).element("style", STYLE).close().open("body").open("main");
    page.element("h1", title).element("p", subtitle());
    report.warnings().forEach(text -> page.element("p", text, "class", "warning", "role", "note"));
    List<String> names = report.arms().stream().map(ArmReport::name).toList();
    tables.arms();
    page.element("h2", "Lifts against control");
    Plot.legend(page, names);
    LiftPlot.draw(page, names, report.comparisons());
    tables.lifts();
    page.element("h2", "Do the arms have the users they should have?");
    page.element("p", sampleRatio());
    tables.users();
    if (!report.sameArm()) {
      overTime(names);
    }
    page.element("h2", "What is not counted");
    tables.leftOut();
    page.element("h2", "How to read this");
    page.element("p", method());
    return "<!DOCTYPE html>\n" + page.close().close().close().finished();
  }

  private void overTime(List<String> names) {
    page.element("h2", "Click-through rate by day");
    Plot.legend(page, names);
    DailyPlot.draw(page, report.arms());
    details("The numbers", tables::days);
    page.element("h2", "Calibration");
    Plot.legend(page, names);
    CalibrationPlot.draw(page, report.arms());
    details("The numbers", tables::bins);
    page.element("h2", "Serving");
    tables.serving();
  }

  private void details(String summary, Runnable content) {
    page.open("details").element("summary", summary);
    content.run();
    page.close();
  }

  private String subtitle() {
    return "Impressions from "
        + Instant.ofEpochMilli(report.period().from())
        + " to "
        + Instant.ofEpochMilli(report.period().to())
        + "; clicks count for "
        + TimeValue.timeValueMillis(report.period().attribution())
        + " after their impression.";
  }

  private String sampleRatio() {
    return report
        .sampleRatio()
        .map(
            test ->
                String.format(
                    Locale.ROOT,
                    "Chi-square %.3f with %d degrees of freedom, p %s: %s.",
                    test.chiSquare(),
                    test.degrees(),
                    Numerals.probability(test.p()),
                    test.mismatch()
                        ? "they do not; do not trust the lifts"
                        : "nothing speaks against it"))
        .orElse("There are too few users to tell.");
  }

  private String method() {
    return "Users are the unit: impressions of one user are not independent. Intervals are by the"
        + " delta method on the logarithm of the ratio, 95 %; the bootstrap draws whole users "
        + report.request().bootstrap().draws()
        + " times, as a check. Holm's p counts all arms of a metric together. A lift is taken for"
        + " real if its Holm's p is below 0.05 and the time of the test was fixed beforehand:"
        + " who stops as soon as p is small finds lifts that are not there. Arms are taken as"
        + " mis-sized at a p below "
        + SampleRatio.MISMATCH
        + ". Days and bins of calibration include users seen in several arms.";
  }
}
