package io.ctrrank.trainer.evaluation;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.CalibrationCurve;
import io.ctrrank.core.metrics.DeLong;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An evaluation as JSON, all of it and unrounded, for whoever makes a report or a plot of it;
 * docs/training.md has its members. What is not defined on the rows (NaN) is {@code null}.
 */
public final class EvaluationJson {
  private static final int FORMAT_VERSION = 1;

  private static final JsonSerializer<Double> FINITE =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .registerTypeAdapter(Double.class, FINITE)
          .registerTypeAdapter(double.class, FINITE)
          .serializeNulls()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .create();

  private EvaluationJson() {}

  private record Document(
      int formatVersion,
      String command,
      String dataDigest,
      Bootstrap bootstrap,
      Rows evaluation,
      List<Sliced> slicings) {}

  private record Bootstrap(String unit, int draws, long seed, double level) {}

  private record Sliced(String property, List<Rows> slices) {}

  private record Rows(
      String name,
      int rows,
      long users,
      double clickRate,
      List<Model> models,
      List<Difference> differences) {}

  private record Model(
      String name,
      int runs,
      Map<String, Metric> metrics,
      List<CalibrationCurve.Bin> calibrationCurve) {}

  private record Metric(double mean, double deviation, List<Double> runs) {}

  private record Difference(
      String first,
      String second,
      int seeds,
      double relaImpr,
      Bootstrapped auc,
      DeLongTest deLong,
      Bootstrapped gauc) {}

  private record Bootstrapped(double difference, double low, double high, double p, double holmP) {
    static Bootstrapped of(BootstrapDifference tested, double holmP) {
      return new Bootstrapped(tested.difference(), tested.low(), tested.high(), tested.p(), holmP);
    }
  }

  private record DeLongTest(
      double firstVariance,
      double secondVariance,
      double covariance,
      double z,
      double p,
      double holmP) {
    static DeLongTest of(DeLong tested, double holmP) {
      return new DeLongTest(
          tested.firstVariance(),
          tested.secondVariance(),
          tested.covariance(),
          tested.z(),
          tested.p(),
          holmP);
    }
  }

  /**
   * The document, a line feed at its end.
   *
   * @param command the command that made it
   * @param dataDigest digest of the data set
   * @param evaluation the whole part
   * @param sliced its slices; empty when nobody asked for them
   */
  public static String write(
      String command, String dataDigest, Evaluation evaluation, List<Evaluation.Sliced> sliced) {
    return GSON.toJson(
            new Document(
                FORMAT_VERSION,
                command,
                dataDigest,
                new Bootstrap("user", evaluation.draws(), Comparisons.BOOTSTRAP_SEED, 0.95),
                rows(evaluation),
                sliced.stream()
                    .map(
                        by ->
                            new Sliced(
                                by.property(),
                                by.slices().stream().map(EvaluationJson::rows).toList()))
                    .toList()))
        + "\n";
  }

  private static Rows rows(Evaluation evaluation) {
    return new Rows(
        evaluation.name(),
        evaluation.rows().size(),
        evaluation.users(),
        evaluation.clickRate(),
        evaluation.models().stream().map(model -> model(model, evaluation)).toList(),
        evaluation.comparisons().stream().map(EvaluationJson::difference).toList());
  }

  private static Model model(ModelScores model, Evaluation evaluation) {
    Map<String, Metric> metrics = new TreeMap<>();
    MetricNames.BY_NAME.forEach(
        (name, metric) ->
            metrics.put(
                name,
                new Metric(
                    model.mean(metric),
                    model.deviation(metric),
                    model.metrics().stream().mapToDouble(metric).boxed().toList())));
    return new Model(
        model.name(), model.runs().size(), metrics, model.calibration(evaluation.rows()).bins());
  }

  private static Difference difference(Comparison comparison) {
    return new Difference(
        comparison.first(),
        comparison.second(),
        comparison.seeds(),
        comparison.relaImpr(),
        Bootstrapped.of(comparison.auc(), comparison.aucHolm()),
        DeLongTest.of(comparison.deLong(), comparison.deLongHolm()),
        Bootstrapped.of(comparison.gauc(), comparison.gaucHolm()));
  }
}
