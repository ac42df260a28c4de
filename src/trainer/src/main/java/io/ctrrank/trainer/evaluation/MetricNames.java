package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.ClickMetrics;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Metrics under the names that manifests, checkpoints and reports use. */
public final class MetricNames {
  /** All metrics by name, without the number of rows. */
  static final SortedMap<String, ToDoubleFunction<ClickMetrics>> BY_NAME =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "auc", ClickMetrics::auc,
                  "gauc", ClickMetrics::gauc,
                  "gauc_coverage", ClickMetrics::gaucCoverage,
                  "log_loss", ClickMetrics::logLoss,
                  "normalized_entropy", ClickMetrics::normalizedEntropy,
                  "predicted_over_observed", ClickMetrics::predictedOverObserved,
                  "expected_calibration_error", ClickMetrics::expectedCalibrationError)));

  private MetricNames() {}

  /**
   * The metrics by name, and the number of {@code rows}; without those that are not defined on the
   * rows, such as the GAUC of rows where no user has both classes.
   */
  public static Map<String, Double> of(ClickMetrics metrics) {
    Map<String, Double> values = new TreeMap<>();
    values.put("rows", (double) metrics.rows());
    BY_NAME.forEach((name, metric) -> values.put(name, metric.applyAsDouble(metrics)));
    values.values().removeIf(value -> !Double.isFinite(value));
    return values;
  }
}
