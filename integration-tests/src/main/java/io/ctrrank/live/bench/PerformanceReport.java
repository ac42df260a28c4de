package io.ctrrank.live.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.live.report.JsonFile;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/**
 * What rescores cost in several scenarios.
 *
 * @param date of the measurement
 * @param ads items in an index
 * @param differences which variants are told beside each other, too, where a scenario has both
 * @param results by scenario
 */
public record PerformanceReport(
    String date, int ads, List<Beyond> differences, List<Result> results) {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 520;

  /** One scenario and its comparison, whose first variant is the query alone. */
  public record Result(Scenario scenario, LatencyReport report) {
    /** Whether what counts is the requests and not what a node does behind them. */
    boolean isUsual() {
      return report.plan().settling().isZero();
    }
  }

  /** What one variant costs beyond another. */
  public record Beyond(String variant, String other) {}

  public PerformanceReport {
    differences = List.copyOf(differences);
    results = List.copyOf(results);
  }

  /**
   * Writes {@code figures.json}, {@code figures.md} and {@code added-cpu.png}, which has the usual
   * scenarios.
   *
   * @param folder made where there is none
   */
  public void write(Path folder) throws IOException {
    JsonFile.write(folder.resolve("figures.json"), this);
    Files.writeString(folder.resolve("figures.md"), toMarkdown(), UTF_8);
    List<Result> usual = usual();
    if (usual.isEmpty()) {
      return;
    }
    BitmapEncoder.saveBitmap(
        chart(usual), folder.resolve("added-cpu.png").toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  /** One table of all scenarios. */
  public String toMarkdown() {
    List<Result> told = usual().isEmpty() ? results : usual();
    LatencyReport first = told.getFirst().report();
    StringBuilder text = new StringBuilder();
    line(text, "# What a rescore costs");
    line(text, "");
    line(
        text,
        "%s; %s; %,d ads an index. Medians over %d interleaved rounds of %d requests of each variant"
            + " (quartiles), after %d rounds to warm up before the first scenario and %d before the"
            + " last. CPU is that of the node's process; *added* is"
            + " the difference to the query alone, round by round. KiB: heap that a request takes"
            + " beyond the query alone. Made by `mvn -q -Pbench -pl integration-tests -am verify`.",
        date,
        first.machine(),
        ads,
        first.plan().rounds(),
        first.plan().block(),
        first.plan().warmup(),
        told.getLast().report().plan().warmup());
    for (Result result : results) {
      line(text, "");
      line(text, "## %s", result.scenario());
      line(text, "");
      if (!result.isUsual()) {
        LatencyComparison.Plan plan = result.report().plan();
        line(
            text,
            "Rounds of %d request%s; CPU is that of %d s from there on.",
            plan.block(),
            plan.block() == 1 ? "" : "s",
            plan.settling().toSeconds());
        line(text, "");
      }
      line(
          text, "| | node CPU a request, ms | added, ms | added, KiB | p50 ms | p95 ms | p99 ms |");
      line(text, "|---|---:|---:|---:|---:|---:|---:|");
      rows(text, result.report());
      differences(text, result.report());
    }
    return text.toString();
  }

  private static void rows(StringBuilder text, LatencyReport report) {
    for (int i = 0; i < report.measurements().size(); i++) {
      LatencyComparison.Measurement measured = report.measurements().get(i);
      Spread added = report.cpuBeyondBaseline(i);
      line(
          text,
          "| %s | %s | %s | %s | %.2f | %.2f | %.2f |",
          measured.variant(),
          measured.cpu().told(),
          i == 0 ? "" : added.told(),
          i == 0 || report.plan().heapRounds() == 0
              ? ""
              : Long.toString(Math.round(report.allocatedBeyondBaseline(i))),
          measured.p50(),
          measured.p95(),
          measured.p99());
    }
  }

  private void differences(StringBuilder text, LatencyReport report) {
    for (Beyond beyond : differences) {
      int variant = place(report, beyond.variant());
      int other = place(report, beyond.other());
      if (variant >= 0 && other >= 0) {
        line(text, "");
        line(
            text,
            "%s beyond %s: %s ms.",
            beyond.variant(),
            beyond.other(),
            report.cpuBeyond(variant, other).told());
      }
    }
  }

  private static CategoryChart chart(List<Result> usual) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("CPU that a rescore adds to the query")
            .yAxisTitle("ms of node CPU a request")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisLabelRotation(20);
    List<String> names =
        usual.stream()
            .map(result -> result.scenario().name() + ", " + result.scenario().window())
            .toList();
    for (String variant : common(usual)) {
      List<Double> medians = new ArrayList<>();
      List<Double> halves = new ArrayList<>();
      for (Result result : usual) {
        Spread added = result.report().cpuBeyondBaseline(place(result.report(), variant));
        medians.add(added.median());
        halves.add((added.high() - added.low()) / 2);
      }
      chart.addSeries(variant, names, medians, halves);
    }
    return chart;
  }

  private List<Result> usual() {
    return results.stream().filter(Result::isUsual).toList();
  }

  /** Variants that all of them have, but for the query alone. */
  private static List<String> common(List<Result> results) {
    return results.getFirst().report().measurements().stream()
        .skip(1)
        .map(LatencyComparison.Measurement::variant)
        .filter(
            variant -> results.stream().allMatch(result -> place(result.report(), variant) >= 0))
        .toList();
  }

  private static int place(LatencyReport report, String variant) {
    return IntStream.range(0, report.measurements().size())
        .filter(i -> report.measurements().get(i).variant().equals(variant))
        .findFirst()
        .orElse(-1);
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
