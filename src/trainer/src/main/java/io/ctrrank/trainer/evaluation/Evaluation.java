package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.Slice;
import io.ctrrank.core.metrics.Slicing;
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
                        model.name(), some, model.runs().stream().map(slice::pick).toList()))
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
