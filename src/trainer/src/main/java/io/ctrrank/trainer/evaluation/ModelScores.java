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
 * @param runs calibrated pCTR of each row, one array a seed
 * @param metrics metrics of each run
 */
public record ModelScores(String name, List<double[]> runs, List<ClickMetrics> metrics) {
  private static final int CALIBRATION_BINS = 10;

  public ModelScores {
    runs = List.copyOf(runs);
    metrics = List.copyOf(metrics);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("model [" + name + "] has no runs; expected at least one");
    }
  }

  /** Computes the metrics of all runs. */
  public static ModelScores of(String name, ExampleSet rows, List<double[]> runs) {
    String[] users = rows.users();
    boolean[] clicks = rows.clicks();
    return new ModelScores(
        name, runs, runs.stream().map(pCtr -> ClickMetrics.of(users, pCtr, clicks)).toList());
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
