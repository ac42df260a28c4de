package io.ctrrank.live.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.live.bench.LatencyComparison.Measurement;
import io.ctrrank.live.report.JsonFile;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/**
 * How what rescores cost grows with one thing at a time.
 *
 * @param date of the measurement
 * @param usual what is the same where it does not grow, for people
 * @param models ids of the models, in the order of their measurements
 * @param axes what grew
 * @param lines of each model through the first of the axes
 */
public record GrowthReport(
    String date, String usual, List<String> models, List<Axis> axes, Map<String, Line> lines) {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 340;
  private static final int COLUMNS = 3;

  /**
   * One thing that grew.
   *
   * @param name of it
   * @param values that it had
   * @param report for each value in turn, the query alone and the query with each model
   */
  public record Axis(String name, List<Integer> values, LatencyReport report) {
    public Axis {
      values = List.copyOf(values);
    }
  }

  public GrowthReport {
    models = List.copyOf(models);
    axes = List.copyOf(axes);
    lines = new LinkedHashMap<>(lines);
  }

  /** A report with the lines through its first axis. */
  public static GrowthReport of(String date, String usual, List<String> models, List<Axis> axes) {
    GrowthReport report = new GrowthReport(date, usual, models, axes, Map.of());
    Axis first = axes.getFirst();
    Map<String, Line> lines = new LinkedHashMap<>();
    for (int model = 0; model < models.size(); model++) {
      List<Spread> added = new ArrayList<>();
      for (int value = 0; value < first.values().size(); value++) {
        added.add(report.added(first, value, model));
      }
      lines.put(
          models.get(model),
          Line.through(first.values().stream().mapToDouble(Integer::doubleValue).toArray(), added));
    }
    return new GrowthReport(date, usual, models, axes, lines);
  }

  private Measurement alone(Axis axis, int value) {
    return axis.report().measurements().get(place(value));
  }

  private Spread added(Axis axis, int value, int model) {
    return axis.report().cpuBeyond(place(value) + 1 + model, place(value));
  }

  private int place(int value) {
    return value * (models.size() + 1);
  }

  /**
   * Writes {@code growth.json}, {@code growth.md} and {@code growth.png}.
   *
   * @param folder made where there is none
   */
  public void write(Path folder) throws IOException {
    JsonFile.write(folder.resolve("growth.json"), this);
    Files.writeString(folder.resolve("growth.md"), toMarkdown(), UTF_8);
    List<XYChart> charts = axes.stream().map(this::chart).toList();
    BitmapEncoder.saveBitmap(
        charts,
        (charts.size() + COLUMNS - 1) / COLUMNS,
        Math.min(COLUMNS, charts.size()),
        folder.resolve("growth.png").toString(),
        BitmapEncoder.BitmapFormat.PNG);
  }

  /** A table of each axis, and the lines. */
  public String toMarkdown() {
    LatencyReport first = axes.getFirst().report();
    StringBuilder text = new StringBuilder();
    line(text, "# How what a rescore costs grows");
    line(text, "");
    line(
        text,
        "%s; %s. %s. Medians over %d interleaved rounds of %d requests of each variant (quartiles),"
            + " after %d rounds to warm up. CPU is that of all nodes together, in ms a request; what a"
            + " model adds is the difference to the same query alone, round by round. Made by `mvn -q"
            + " -Pbench -pl integration-tests -am verify -Dbench.main=io.ctrrank.live.Growth`.",
        date,
        first.machine(),
        usual,
        first.plan().rounds(),
        first.plan().block(),
        first.plan().warmup());
    for (Axis axis : axes) {
      line(text, "");
      line(text, "## %s", axis.name());
      line(text, "");
      StringBuilder header = new StringBuilder("| | query alone |");
      StringBuilder rule = new StringBuilder("|---:|---:|");
      for (String model : models) {
        header.append(" `").append(model).append("` adds | p50 ms |");
        rule.append("---:|---:|");
      }
      line(text, "%s", header);
      line(text, "%s", rule);
      for (int value = 0; value < axis.values().size(); value++) {
        line(text, "%s", row(axis, value));
      }
    }
    line(text, "");
    line(text, "## %s: the lines", axes.getFirst().name());
    line(text, "");
    lines.forEach(
        (model, through) ->
            line(
                text,
                "- `%s`: %.3f (%.3f to %.3f) ms and %.2f (%.2f to %.2f) us for each",
                model,
                through.start().median(),
                through.start().low(),
                through.start().high(),
                1e3 * through.slope().median(),
                1e3 * through.slope().low(),
                1e3 * through.slope().high()));
    return text.toString();
  }

  private String row(Axis axis, int value) {
    StringBuilder row = new StringBuilder();
    row.append(
        String.format(
            Locale.ROOT,
            "| %,d | %s |",
            axis.values().get(value),
            alone(axis, value).cpu().told()));
    for (int model = 0; model < models.size(); model++) {
      row.append(
          String.format(
              Locale.ROOT,
              " %s | %.2f |",
              added(axis, value, model).told(),
              axis.report().measurements().get(place(value) + 1 + model).p50()));
    }
    return row.toString();
  }

  private XYChart chart(Axis axis) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(axis.name())
            .yAxisTitle("ms of CPU added")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisMin(0.0);
    for (int model = 0; model < models.size(); model++) {
      List<Double> medians = new ArrayList<>();
      List<Double> halves = new ArrayList<>();
      for (int value = 0; value < axis.values().size(); value++) {
        Spread added = added(axis, value, model);
        medians.add(added.median());
        halves.add((added.high() - added.low()) / 2);
      }
      chart.addSeries(models.get(model), axis.values(), medians, halves);
    }
    return chart;
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
