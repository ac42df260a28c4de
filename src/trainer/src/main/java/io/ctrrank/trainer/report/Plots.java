package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.CalibrationCurve;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.Comparison;
import io.ctrrank.trainer.evaluation.Evaluation;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.training.TrainingSummary;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of a report, as PNG files without a screen. */
final class Plots {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 560;
  private static final int LABEL_ANGLE = 40;

  private final Path folder;

  /**
   * @param folder where the files go
   */
  Plots(Path folder) {
    this.folder = folder;
  }

  /** AUC of each model near the best, with the deviation over seeds of those with several. */
  void auc(String file, List<ModelScores> models) throws IOException {
    metric(file, "AUC on the test part", models, ClickMetrics::auc);
  }

  /** GAUC of each model near the best, with the deviation over seeds of those with several. */
  void gauc(String file, List<ModelScores> models) throws IOException {
    metric(file, "GAUC on the test part", models, ClickMetrics::gauc);
  }

  private void metric(
      String file, String title, List<ModelScores> models, ToDoubleFunction<ClickMetrics> metric)
      throws IOException {
    CategoryChart chart = categories(title, "mean over seeds");
    List<ModelScores> near = NearBest.of(models);
    points(
        chart,
        near.stream().map(ModelScores::name).toList(),
        near.stream().map(model -> model.mean(metric)).toList(),
        near.stream().map(model -> deviation(model, metric)).toList());
    write(file, chart);
  }

  /** NaN of one run, whose deviation nobody knows. */
  private static double deviation(ModelScores model, ToDoubleFunction<ClickMetrics> metric) {
    return model.runs().size() < 2 ? Double.NaN : model.deviation(metric);
  }

  /** AUC differences, each with its interval, which need not have it in the middle. */
  void differences(String file, String title, List<String> names, List<Comparison> comparisons)
      throws IOException {
    CategoryChart chart = categories(title, "AUC difference, 95 % by user");
    List<BootstrapDifference> aucs = comparisons.stream().map(Comparison::auc).toList();
    // The library draws bars to both sides alike: those of the intervals stand on their middles,
    // which are not drawn themselves.
    chart
        .addSeries(
            "interval",
            names,
            aucs.stream().map(Plots::middle).toList(),
            aucs.stream().map(auc -> (auc.high() - auc.low()) / 2).toList())
        .setMarker(SeriesMarkers.NONE);
    chart.addSeries(
        "difference", names, aucs.stream().map(BootstrapDifference::difference).toList());
    chart.getStyler().setOverlapped(true);
    chart.getStyler().setLegendVisible(false);
    write(file, chart);
  }

  /** Of an interval: where a bar that reaches as far to both sides stands. */
  static double middle(BootstrapDifference difference) {
    return (difference.high() + difference.low()) / 2;
  }

  /** Click rate over mean pCTR in bins of equal mass. */
  void calibration(String file, List<ModelScores> models, ExampleSet rows) throws IOException {
    XYChart chart = lines("Calibration on the test part", "mean pCTR of a bin", "click rate");
    XYSeries ideal = chart.addSeries("ideal", new double[] {0, 1}, new double[] {0, 1});
    ideal.setMarker(SeriesMarkers.NONE);
    for (ModelScores model : models) {
      List<CalibrationCurve.Bin> bins = model.calibration(rows).bins();
      chart.addSeries(
          model.name(),
          bins.stream().mapToDouble(CalibrationCurve.Bin::predicted).toArray(),
          bins.stream().mapToDouble(CalibrationCurve.Bin::observed).toArray());
    }
    write(file, chart);
  }

  /** AUC of each model by slice. */
  void slices(String file, Evaluation.Sliced sliced) throws IOException {
    CategoryChart chart = categories("AUC by " + sliced.property(), "AUC");
    List<Evaluation> slices = sliced.slices();
    for (int model = 0; model < slices.getFirst().models().size(); model++) {
      int index = model;
      List<Double> aucs =
          slices.stream().map(s -> s.models().get(index).mean(ClickMetrics::auc)).toList();
      chart.addSeries(
          slices.getFirst().models().get(model).name(),
          slices.stream().map(Evaluation::name).toList(),
          aucs);
    }
    write(file, chart);
  }

  /** Validation AUC over the epochs of one run of each model. */
  void learning(String file, Map<String, List<TrainingSummary.Evaluation>> runs)
      throws IOException {
    XYChart chart = lines("Validation AUC while training, seed 1", "epochs", "validation AUC");
    runs.forEach(
        (name, evaluations) ->
            chart.addSeries(
                name,
                evaluations.stream().mapToDouble(TrainingSummary.Evaluation::epoch).toArray(),
                evaluations.stream()
                    .mapToDouble(TrainingSummary.Evaluation::validationAuc)
                    .toArray()));
    write(file, chart);
  }

  /** Mean AUC of the click model behind each student over the F1 of what the student says. */
  void aucByF1(String file, List<EncoderRow> students, ExampleSet rows) throws IOException {
    XYChart chart = lines("AUC over F1 (the paper's Figure 4)", "F1 on unseen items", "AUC");
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    for (EncoderRow student : students) {
      chart.addSeries(
          student.label(),
          new double[] {student.said().orElseThrow().micro()},
          new double[] {student.scores(rows).mean(ClickMetrics::auc)});
    }
    write(file, chart);
  }

  /**
   * Adds points, and bars to those that have an error.
   *
   * @param errors NaN for a point without a bar
   */
  static void points(
      CategoryChart chart, List<String> names, List<Double> values, List<Double> errors) {
    chart.addSeries("mean", names, values);
    if (errors.stream().anyMatch(error -> !error.isNaN())) {
      // The library draws a bar of length 0 as a short line; it passes over what is not a number.
      List<Double> ends = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        ends.add(errors.get(i).isNaN() ? Double.NaN : values.get(i));
      }
      chart.addSeries("deviation", names, ends, errors).setMarker(SeriesMarkers.NONE);
    }
    chart.getStyler().setOverlapped(true);
    chart.getStyler().setLegendVisible(false);
  }

  static CategoryChart categories(String title, String axis) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(axis)
            .build();
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
    chart.getStyler().setXAxisLabelRotation(LABEL_ANGLE);
    chart.getStyler().setYAxisDecimalPattern("0.000");
    style(chart.getStyler());
    return chart;
  }

  private static XYChart lines(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    return chart;
  }

  private static void style(Styler styler) {
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setChartBackgroundColor(Color.WHITE);
  }

  private void write(String file, Chart<?, ?> chart) throws IOException {
    BitmapEncoder.saveBitmap(
        chart, folder.resolve(file).toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
