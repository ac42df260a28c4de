package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.ResampledMetric;
import io.ctrrank.core.metrics.Slice;
import io.ctrrank.core.metrics.Slicing;
import io.ctrrank.core.metrics.UserBootstrap;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.List;

/**
 * What is known of some models on one set of rows.
 *
 * @param name name of the rows: a part of the data, or a slice of it
 * @param rows the rows
 * @param models what the models scored, at least one model
 * @param draws resamples of the user bootstrap
 * @param comparisons each model with each one before it
 */
public record Evaluation(
    String name,
    ExampleSet rows,
    List<ModelScores> models,
    int draws,
    List<Comparison> comparisons) {
  public Evaluation {
    models = List.copyOf(models);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * The rows cut by one property, evaluated slice by slice.
   *
   * @param property the property, in the words of a table header
   * @param slices one evaluation a slice, with the models of the whole
   */
  public record Sliced(String property, List<Evaluation> slices) {
    public Sliced {
      slices = List.copyOf(slices);
    }
  }

  /** Compares the models. */
  public static Evaluation of(String name, ExampleSet rows, List<ModelScores> models, int draws) {
    return new Evaluation(name, rows, models, draws, Comparisons.of(models, rows, draws));
  }

  /**
   * Which share of the way from one model's AUC to another's a third one goes, by the bootstrap of
   * the comparisons: see {@link ResampledMetric#shareOfWay}.
   *
   * @throws IllegalArgumentException if one of the models is not among these
   */
  public BootstrapDifference shareOfWay(String model, String from, String to) {
    UserBootstrap bootstrap =
        new UserBootstrap(rows.users(), rows.clicks(), draws, Comparisons.BOOTSTRAP_SEED);
    return auc(bootstrap, model).shareOfWay(auc(bootstrap, from), auc(bootstrap, to));
  }

  private ResampledMetric auc(UserBootstrap bootstrap, String name) {
    return models.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .map(model -> bootstrap.auc(model.runs()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model ["
                        + name
                        + "] is not among the evaluated; expected one of "
                        + models.stream().map(ModelScores::name).toList()));
  }

  /** The same models on each slice of these rows. */
  public Sliced by(Slicing slicing) {
    return new Sliced(slicing.property(), slicing.slices().stream().map(this::ofSlice).toList());
  }

  private Evaluation ofSlice(Slice slice) {
    ExampleSet some = rows.select(slice.rows());
    return of(
        slice.name(),
        some,
        models.stream()
            .map(
                model ->
                    ModelScores.of(
                        model.name(),
                        some,
                        model.seeds(),
                        model.runs().stream().map(slice::pick).toList()))
            .toList(),
        draws);
  }

  /** Number of users. */
  public long users() {
    return List.of(rows.users()).stream().distinct().count();
  }

  /** Share of clicks. */
  public double clickRate() {
    long clicks = 0;
    for (int row = 0; row < rows.size(); row++) {
      clicks += rows.click(row) ? 1 : 0;
    }
    return (double) clicks / rows.size();
  }
}
