package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.Calibration;
import io.ctrrank.core.experiment.Lift;
import io.ctrrank.core.experiment.Quantity;
import io.ctrrank.core.experiment.RatioMetric;
import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.plugin.report.PagePlot.Scale;
import io.ctrrank.plugin.report.ServingFacts.Bin;
import io.ctrrank.plugin.report.ServingFacts.Day;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whether the page of a report says and draws the report's numbers. */
final class ReportNumbersTest {
  /** Coordinates, and the ticks that they are told by, are rounded to tenths of a pixel. */
  private static final double PIXELS = 0.4;

  private final ExperimentReport report = SampleReport.of("e1", "control", "b", "c");
  private Document page;

  @BeforeEach
  void draw() throws Exception {
    page = ReportPageTest.parse(new ReportPage(report).html());
  }

  @Test
  void arms_areTheReports() {
    List<Map<String, String>> expected = new ArrayList<>();
    for (ArmReport arm : report.arms()) {
      double users = arm.totals().users();
      double impressions = arm.totals().impressions();
      double clicks = arm.totals().clicks();
      double revenue = arm.totals().sum(Quantity.REVENUE);
      Calibration calibration = (Calibration) arm.calibration();
      expected.add(
          row(
              "Arm",
              arm.name(),
              "Model",
              arm.model(),
              "Users",
              count(users),
              "Impressions",
              count(impressions),
              "Clicks",
              count(clicks),
              "CTR",
              percent(clicks / impressions),
              "Revenue",
              format("%,.2f", revenue),
              "CPM",
              format("%,.2f", 1000 * revenue / impressions),
              "Predicted / observed clicks",
              format("%.3f", calibration.ratio())
                  + format(" (%.3f", calibration.low())
                  + format(" to %.3f)", calibration.high())
                  + (arm.control() ? "" : ", over the 80.00 % of impressions with a pCTR")));
    }

    assertThat(table("Arms")).isEqualTo(expected);
  }

  @Test
  void lifts_areTheReports() {
    List<Map<String, String>> expected = new ArrayList<>();
    for (ArmComparison comparison : report.comparisons()) {
      Lift lift = (Lift) comparison.estimate();
      BootstrapDifference drawn = comparison.bootstrap().orElseThrow();
      expected.add(
          row(
              "Metric",
              name(comparison.metric()),
              "Arm",
              comparison.arm(),
              "Lift",
              lift(lift.lift()),
              "95 % interval",
              lift(lift.low()) + " to " + lift(lift.high()),
              "p",
              probability(lift.p()),
              "p, Holm",
              probability(comparison.adjustedP().orElseThrow()),
              "Bootstrap's interval",
              lift(drawn.low()) + " to " + lift(drawn.high())));
    }

    assertThat(table("Lifts")).hasSize(8).isEqualTo(expected);
  }

  @Test
  void serving_isTheReports() {
    List<Map<String, String>> serving =
        table(
            "Time of the model and of the whole search, once a search; degradation, over"
                + " impressions");

    assertThat(serving)
        .containsExactly(
            serving("control", "3.1", "7.3", "11.2", "9.0", "23.4", "41.0", "0.75"),
            serving("b", "4.1", "8.3", "12.2", "10.0", "24.4", "42.0", "0.60"),
            serving("c", "5.1", "9.3", "13.2", "11.0", "25.4", "43.0", "0.60"));
  }

  private static Map<String, String> serving(String arm, String... numbers) {
    return row(
        "Arm",
        arm,
        "Model, mean",
        numbers[0] + " ms",
        "Model, p95",
        numbers[1] + " ms",
        "Search, mean",
        numbers[2] + " ms",
        "Search, p50",
        numbers[3] + " ms",
        "Search, p95",
        numbers[4] + " ms",
        "Search, p99",
        numbers[5] + " ms",
        "Degraded",
        numbers[6] + " %");
  }

  @Test
  void users_areTheReports() {
    assertThat(table("Users by arm"))
        .containsExactly(
            row("Arm", "control", "Users", "900", "Expected by its share", "910"),
            row("Arm", "b", "Users", "910", "Expected by its share", "910"),
            row("Arm", "c", "Users", "920", "Expected by its share", "910"));
  }

  @Test
  void days_areTheReports() {
    List<Map<String, String>> expected = new ArrayList<>();
    for (ArmReport arm : report.arms()) {
      for (Day day : arm.serving().orElseThrow().days()) {
        expected.add(
            row(
                "Arm",
                arm.name(),
                "Day",
                LocalDate.ofInstant(Instant.ofEpochMilli(day.start()), ZoneOffset.UTC).toString(),
                "Impressions",
                count(day.impressions()),
                "Clicks",
                count(day.clicks()),
                "CTR",
                percent((double) day.clicks() / day.impressions())));
      }
    }

    assertThat(table("Days")).hasSize(36).isEqualTo(expected);
  }

  @Test
  void calibration_isTheReports() {
    List<String> from = List.of("0.10", "0.20", "0.50", "1.00", "2.00", "5.00", "10.00", "20.00");
    List<Map<String, String>> expected = new ArrayList<>();
    for (ArmReport arm : report.arms()) {
      List<Bin> bins = arm.serving().orElseThrow().bins();
      for (int i = 0; i < bins.size(); i++) {
        Bin bin = bins.get(i);
        expected.add(
            row(
                "Arm",
                arm.name(),
                "pCTR from",
                from.get(i) + " %",
                "Impressions",
                count(bin.impressions()),
                "Mean pCTR",
                percent(bin.predicted() / bin.impressions()),
                "CTR",
                percent((double) bin.clicks() / bin.impressions())));
      }
    }

    assertThat(table("Calibration")).hasSize(24).isEqualTo(expected);
  }

  @Test
  void whatIsNotCounted_isTheReports() {
    assertThat(table("Not counted"))
        .contains(
            row("What", "impressions whose arm was forced", "Events", "3"),
            row("What", "impressions without a user", "Events", "0"),
            row("What", "impressions of users in several arms", "Events", "40"),
            row("What", "clicks: without impression", "Events", "12"),
            row("What", "clicks: repeated", "Events", "0"));
  }

  @Test
  void lifts_areDrawnWhereTheyAre() {
    PagePlot plot = PagePlot.of(page, "lifts");
    Scale across = Scale.of(plot.across(), ReportNumbersTest::share);
    Element zero = plot.all("line", "zero").getFirst();
    assertThat(number(zero, "x1")).isEqualTo(number(zero, "x2")).isCloseTo(across.at(0), pixels());
    List<Element> intervals = plot.all("line", "interval");
    List<PagePlot.Point> points = plot.points();
    List<String> names = plot.names();
    assertThat(intervals).hasSize(8);
    assertThat(points).hasSize(8);
    for (int i = 0; i < intervals.size(); i++) {
      ArmComparison comparison = report.comparisons().get(i);
      Lift lift = (Lift) comparison.estimate();
      Element interval = intervals.get(i);
      assertThat(names.get(i)).isEqualTo(name(comparison.metric()) + ", " + comparison.arm());
      assertThat(number(interval, "x1")).isCloseTo(across.at(lift.low()), pixels());
      assertThat(number(interval, "x2")).isCloseTo(across.at(lift.high()), pixels());
      assertThat(points.get(i).x()).isCloseTo(across.at(lift.lift()), pixels());
      assertThat(interval.getAttribute("class"))
          .isEqualTo(comparison.arm().equals("b") ? "interval c1" : "interval c2");
    }
    assertThat(intervals).extracting(line -> number(line, "y1")).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void days_areDrawnWhereTheyAre() {
    PagePlot plot = PagePlot.of(page, "days");
    Scale across = Scale.of(plot.across(), day -> LocalDate.parse("2026-" + day).toEpochDay());
    Scale up = Scale.of(plot.up(), ReportNumbersTest::share);
    List<List<PagePlot.Point>> curves = plot.curves();
    assertThat(curves).hasSize(3);
    for (int arm = 0; arm < 3; arm++) {
      List<Day> days = report.arms().get(arm).serving().orElseThrow().days();
      assertThat(curves.get(arm)).hasSameSizeAs(days);
      for (int i = 0; i < days.size(); i++) {
        Day day = days.get(i);
        PagePlot.Point point = curves.get(arm).get(i);
        assertThat(point.x()).isCloseTo(across.at(day.start() / 86_400_000.0), pixels());
        assertThat(point.y()).isCloseTo(up.at((double) day.clicks() / day.impressions()), pixels());
      }
    }
  }

  @Test
  void calibration_isDrawnWhereItIs() {
    PagePlot plot = PagePlot.of(page, "calibration");
    Scale across = Scale.of(plot.across(), tick -> Math.log(share(tick)));
    Scale up = Scale.of(plot.up(), tick -> Math.log(share(tick)));
    List<List<PagePlot.Point>> curves = plot.curves();
    assertThat(curves).hasSize(3);
    for (int arm = 0; arm < 3; arm++) {
      List<Bin> bins = report.arms().get(arm).serving().orElseThrow().bins();
      assertThat(curves.get(arm)).hasSameSizeAs(bins);
      for (int i = 0; i < bins.size(); i++) {
        Bin bin = bins.get(i);
        PagePlot.Point point = curves.get(arm).get(i);
        assertThat(point.x())
            .isCloseTo(across.at(Math.log(bin.predicted() / bin.impressions())), pixels());
        assertThat(point.y())
            .isCloseTo(up.at(Math.log((double) bin.clicks() / bin.impressions())), pixels());
      }
    }
  }

  private static Offset<Double> pixels() {
    return within(PIXELS);
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** What a tick such as {@code -10 %} stands for. */
  private static double share(String tick) {
    return Double.parseDouble(tick.replace(" %", "")) / 100;
  }

  private static String name(RatioMetric metric) {
    return switch (metric) {
      case CTR -> "CTR";
      case CPM -> "CPM";
      case REVENUE_PER_USER -> "Revenue per user";
      case IMPRESSIONS_PER_USER -> "Impressions per user";
    };
  }

  private static String count(double value) {
    return format("%,.0f", value);
  }

  private static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  private static String lift(double lift) {
    return format("%+.2f %%", 100 * lift);
  }

  private static String probability(double p) {
    return p < 0.0001 ? "< 0.0001" : format("%.4f", p);
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** A row of a table: names of columns and cells in turn. */
  private static Map<String, String> row(String... namesAndCells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndCells.length; i += 2) {
      row.put(namesAndCells[i], namesAndCells[i + 1]);
    }
    return row;
  }

  /** Rows of a table: cells by the names of their columns. */
  private List<Map<String, String>> table(String caption) {
    Element table =
        ReportPageTest.elements(page, "table").stream()
            .filter(one -> one.getFirstChild().getTextContent().equals(caption))
            .findFirst()
            .orElseThrow();
    List<List<String>> rows =
        PagePlot.elements(table, "tr").stream()
            .map(row -> PagePlot.elements(row, "*").stream().map(Element::getTextContent).toList())
            .toList();
    List<String> names = rows.getFirst();
    return rows.stream()
        .skip(1)
        .map(
            cells -> {
              assertThat(cells).hasSameSizeAs(names);
              return row(
                  Stream.iterate(0, i -> i < names.size(), i -> i + 1)
                      .flatMap(i -> Stream.of(names.get(i), cells.get(i)))
                      .toArray(String[]::new));
            })
        .toList();
  }
}
