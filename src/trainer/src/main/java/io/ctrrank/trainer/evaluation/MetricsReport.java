package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.metrics.UserBootstrap;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The tables that are told of models: metrics, and AUC differences with their intervals. */
public final class MetricsReport {
  private static final long BOOTSTRAP_SEED = 20_260;

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

  /**
   * The AUC difference of each model to each one before it in the list, with the 95 % interval of
   * the paired bootstrap by user.
   *
   * @param models scores of the same rows
   * @param rows the rows
   * @param draws resamples
   */
  public static TextTable differences(List<ModelScores> models, ExampleSet rows, int draws) {
    String[] users = rows.users();
    boolean[] clicks = rows.clicks();
    List<List<String>> cells = new ArrayList<>();
    for (int later = 1; later < models.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        ModelScores first = models.get(later);
        ModelScores second = models.get(earlier);
        UserBootstrap interval =
            UserBootstrap.aucDifference(
                users, first.runs(), second.runs(), clicks, draws, BOOTSTRAP_SEED);
        cells.add(
            List.of(
                first.name() + " - " + second.name(),
                String.format(Locale.ROOT, "%+.4f", interval.difference()),
                String.format(Locale.ROOT, "[%+.4f, %+.4f]", interval.low(), interval.high()),
                interval.low() > 0 || interval.high() < 0 ? "yes" : "no"));
      }
    }
    return new TextTable(List.of("difference", "AUC", "95 % by user", "excludes 0"), cells);
  }

  private static String cell(ModelScores model, ToDoubleFunction<ClickMetrics> metric, int digits) {
    String mean = String.format(Locale.ROOT, "%." + digits + "f", model.mean(metric));
    return model.runs().size() == 1
        ? mean
        : mean + String.format(Locale.ROOT, " ±%." + digits + "f", model.deviation(metric));
  }
}
