package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.CalibrationCurve;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.metrics.Holm;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The tables that are told of models: metrics, differences with their tests, slices. */
public final class MetricsReport {
  private static final String INTERVAL = "95 % by user";
  private static final String HOLM = "Holm";
  private static final double SMALLEST_P = 0.001;

  private MetricsReport() {}

  /** One row a model; several runs are told as mean and standard deviation. */
  public static TextTable metrics(List<ModelScores> models) {
    List<List<String>> rows = new ArrayList<>();
    for (ModelScores model : models) {
      rows.add(
          List.of(
              model.name(),
              String.valueOf(model.runs().size()),
              cell(model, ClickMetrics::auc, 4),
              cell(model, ClickMetrics::gauc, 4),
              cell(model, ClickMetrics::logLoss, 4),
              cell(model, ClickMetrics::normalizedEntropy, 4),
              cell(model, ClickMetrics::predictedOverObserved, 3),
              cell(model, ClickMetrics::expectedCalibrationError, 4)));
    }
    return new TextTable(
        List.of("model", "runs", "AUC", "GAUC", "logloss", "NE", "pred/obs", "ECE"), rows);
  }

  /** What the metrics were computed on. */
  public static String rows(String part, ExampleSet rows, ModelScores model) {
    return String.format(
        Locale.ROOT,
        "%s part: %,d impressions of %,d users; GAUC covers %.1f %% of them",
        part,
        rows.size(),
        List.of(rows.users()).stream().distinct().count(),
        100 * model.metrics().getFirst().gaucCoverage());
  }

  /** AUC differences: bootstrap by user, DeLong beside it, both corrected; RelaImpr. */
  public static TextTable aucDifferences(List<Comparison> comparisons) {
    return new TextTable(
        List.of("difference", "AUC", INTERVAL, "p", HOLM, "DeLong p", HOLM, "RelaImpr"),
        comparisons.stream()
            .map(
                comparison ->
                    List.of(
                        name(comparison),
                        Cells.metric("%+.4f", comparison.auc().difference()),
                        interval(comparison.auc()),
                        p(comparison.auc().p()),
                        p(comparison.aucHolm()),
                        p(comparison.deLong().p()),
                        p(comparison.deLongHolm()),
                        Cells.metric("%+.2f %%", comparison.relaImpr())))
            .toList());
  }

  /** GAUC differences, bootstrap by user. */
  public static TextTable gaucDifferences(List<Comparison> comparisons) {
    return new TextTable(
        List.of("difference", "GAUC", INTERVAL, "p", HOLM),
        comparisons.stream()
            .map(
                comparison ->
                    List.of(
                        name(comparison),
                        Cells.metric("%+.4f", comparison.gauc().difference()),
                        interval(comparison.gauc()),
                        p(comparison.gauc().p()),
                        p(comparison.gaucHolm())))
            .toList());
  }

  /**
   * Pairs of models, one a line: the last model of each evaluation, and its difference to the one
   * before it, over the seeds that both were trained with; the column of runs says how many. Holm's
   * p-values are over all pairs of the table.
   *
   * @param evaluations of two models each
   */
  public static TextTable pairs(List<Evaluation> evaluations) {
    double[] aucHolm = holm(evaluations, comparison -> comparison.auc().p());
    double[] gaucHolm = holm(evaluations, comparison -> comparison.gauc().p());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < aucHolm.length; i++) {
      ModelScores model = evaluations.get(i).models().getLast();
      Comparison difference = difference(evaluations.get(i));
      boolean excludes = difference.auc().low() > 0 || difference.auc().high() < 0;
      rows.add(
          List.of(
              name(difference),
              String.valueOf(difference.seeds() == 0 ? model.runs().size() : difference.seeds()),
              cell(model, ClickMetrics::auc, 4),
              cell(model, ClickMetrics::gauc, 4),
              Cells.metric("%+.4f", difference.auc().difference()),
              interval(difference.auc()),
              excludes ? "yes" : "no",
              p(aucHolm[i]),
              Cells.metric("%+.4f", difference.gauc().difference()),
              interval(difference.gauc()),
              p(gaucHolm[i])));
    }
    return new TextTable(
        List.of(
            "difference",
            "runs",
            "AUC",
            "GAUC",
            "AUC difference",
            INTERVAL,
            "excludes 0",
            HOLM,
            "GAUC difference",
            INTERVAL,
            HOLM),
        rows);
  }

  private static Comparison difference(Evaluation pair) {
    return pair.comparisons().getLast();
  }

  private static double[] holm(List<Evaluation> pairs, ToDoubleFunction<Comparison> p) {
    return Holm.adjusted(pairs.stream().map(MetricsReport::difference).mapToDouble(p).toArray());
  }

  /** How the p-values came about. */
  public static String tests(int draws) {
    return String.format(
        Locale.ROOT,
        "intervals and p by bootstrap of users, %,d draws; Holm: over the differences of one model",
        draws);
  }

  /**
   * AUC of each model in each slice, and the difference of the last model to the one before it.
   *
   * @param sliced slices with at least two models
   */
  public static TextTable slices(Evaluation.Sliced sliced) {
    List<String> header = new ArrayList<>(List.of(sliced.property(), "rows", "users", "CTR"));
    List<List<String>> rows = new ArrayList<>();
    for (Evaluation slice : sliced.slices()) {
      if (rows.isEmpty()) {
        slice.models().forEach(model -> header.add(model.name()));
        header.addAll(List.of(name(slice.comparisons().getLast()), INTERVAL));
      }
      List<String> row = new ArrayList<>();
      row.add(slice.name());
      row.add(String.format(Locale.ROOT, "%,d", slice.rows().size()));
      row.add(String.format(Locale.ROOT, "%,d", slice.users()));
      row.add(Cells.metric("%.3f", slice.clickRate()));
      slice.models().forEach(model -> row.add(Cells.metric("%.4f", model.mean(ClickMetrics::auc))));
      row.add(Cells.metric("%+.4f", slice.comparisons().getLast().auc().difference()));
      row.add(interval(slice.comparisons().getLast().auc()));
      rows.add(row);
    }
    return new TextTable(header, rows);
  }

  /** Mean pCTR and click rate of each model in bins of equal mass. */
  public static TextTable calibration(List<ModelScores> models, ExampleSet rows) {
    List<String> header = new ArrayList<>(List.of("bin"));
    List<CalibrationCurve> curves = new ArrayList<>();
    for (ModelScores model : models) {
      header.addAll(List.of(model.name() + " pCTR", "CTR"));
      curves.add(model.calibration(rows));
    }
    List<List<String>> cells = new ArrayList<>();
    for (int bin = 0; bin < curves.getFirst().bins().size(); bin++) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(bin + 1)));
      for (CalibrationCurve curve : curves) {
        row.add(Cells.metric("%.4f", curve.bins().get(bin).predicted()));
        row.add(Cells.metric("%.4f", curve.bins().get(bin).observed()));
      }
      cells.add(row);
    }
    return new TextTable(header, cells);
  }

  private static String name(Comparison comparison) {
    return comparison.first() + " - " + comparison.second();
  }

  /** The interval of a difference; a dash if it is not defined on the rows. */
  public static String interval(BootstrapDifference difference) {
    return Double.isNaN(difference.low())
        ? "-"
        : String.format(Locale.ROOT, "[%+.4f, %+.4f]", difference.low(), difference.high());
  }

  private static String p(double p) {
    return p < SMALLEST_P ? "<0.001" : Cells.metric("%.3f", p);
  }

  private static String cell(ModelScores model, ToDoubleFunction<ClickMetrics> metric, int digits) {
    String mean = Cells.metric("%." + digits + "f", model.mean(metric));
    return model.runs().size() == 1 || mean.equals("-")
        ? mean
        : mean + String.format(Locale.ROOT, " ±%." + digits + "f", model.deviation(metric));
  }
}
