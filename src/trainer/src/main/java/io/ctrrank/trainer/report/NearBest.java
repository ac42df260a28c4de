package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.trainer.evaluation.ModelScores;
import java.util.List;

/** The models that a plot can tell apart: those that are not far below the best. */
final class NearBest {
  /** Models with an AUC that is further below the best are in tables only. */
  static final double WITHIN = 0.03;

  private NearBest() {}

  /** The models near the one with the best AUC, in their order. */
  static List<ModelScores> of(List<ModelScores> models) {
    double best =
        models.stream().mapToDouble(model -> model.mean(ClickMetrics::auc)).max().orElse(0);
    return models.stream().filter(model -> model.mean(ClickMetrics::auc) >= best - WITHIN).toList();
  }
}
