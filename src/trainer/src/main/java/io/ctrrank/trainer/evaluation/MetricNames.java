package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.ClickMetrics;
import java.util.Map;

/** Metrics under the names that manifests and checkpoints use. */
public final class MetricNames {
  private MetricNames() {}

  /** The metrics by name. */
  public static Map<String, Double> of(ClickMetrics metrics) {
    return Map.of(
        "rows", (double) metrics.rows(),
        "auc", metrics.auc(),
        "gauc", metrics.gauc(),
        "gauc_coverage", metrics.gaucCoverage(),
        "log_loss", metrics.logLoss(),
        "normalized_entropy", metrics.normalizedEntropy(),
        "predicted_over_observed", metrics.predictedOverObserved(),
        "expected_calibration_error", metrics.expectedCalibrationError());
  }
}
