package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.CalibrationCurve;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one model predicted on one set of rows, once for each training seed.
 *
 * @param name name in tables
 * @param seeds the seed of each run; empty for what was not trained with one
 * @param runs calibrated pCTR of each row, one array a seed
 * @param metrics metrics of each run
 */
public record ModelScores(
    String name, List<Long> seeds, List<double[]> runs, List<ClickMetrics> metrics) {
  private static final int CALIBRATION_BINS = 10;

  public ModelScores {
    seeds = List.copyOf(seeds);
    runs = List.copyOf(runs);
    metrics = List.copyOf(metrics);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("model [" + name + "] has no runs; expected at least one");
    }
    if (!seeds.isEmpty() && seeds.size() != runs.size()) {
      throw new IllegalArgumentException(
          "model ["
              + name
              + "] has seeds "
              + seeds
              + " and ["
              + runs.size()
              + "] runs; expected a seed for each run, or none");
    }
  }

  /** Computes the metrics of all runs, of which nobody says the seeds. */
  public static ModelScores of(String name, ExampleSet rows, List<double[]> runs) {
    return of(name, rows, List.of(), runs);
  }

  /** Computes the metrics of all runs. */
  public static ModelScores of(
      String name, ExampleSet rows, List<Long> seeds, List<double[]> runs) {
    String[] users = rows.users();
    boolean[] clicks = rows.clicks();
    return new ModelScores(
        name,
        seeds,
        runs,
        runs.stream().map(pCtr -> ClickMetrics.of(users, pCtr, clicks)).toList());
  }

  /** The seeds that both were trained with; empty where one of them has none. */
  List<Long> sharedSeeds(ModelScores other) {
    return seeds.stream().filter(other.seeds::contains).toList();
  }

  /** The runs of some of the seeds; all for no seeds. */
  List<double[]> runs(List<Long> some) {
    return some.isEmpty()
        ? runs
        : some.stream().map(seed -> runs.get(seeds.indexOf(seed))).toList();
  }

  /** Mean of a metric over the runs. */
  public double mean(ToDoubleFunction<ClickMetrics> metric) {
    return metrics.stream().mapToDouble(metric).average().orElseThrow();
  }

  /** Standard deviation of a metric over the runs (n - 1); 0 for one run. */
  public double deviation(ToDoubleFunction<ClickMetrics> metric) {
    if (metrics.size() < 2) {
      return 0;
    }
    double mean = mean(metric);
    double sum =
        metrics.stream().mapToDouble(metric).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(sum / (metrics.size() - 1));
  }

  /** The calibration curve in ten bins of equal mass, the mean of the runs' curves. */
  public CalibrationCurve calibration(ExampleSet rows) {
    boolean[] clicks = rows.clicks();
    return CalibrationCurve.mean(
        runs.stream().map(run -> CalibrationCurve.of(run, clicks, CALIBRATION_BINS)).toList());
  }
}
