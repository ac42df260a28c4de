package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.Comparison;
import io.ctrrank.trainer.evaluation.Evaluation;
import io.ctrrank.trainer.evaluation.MetricsReport;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.evaluation.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The section on how models put items in order for one user at one moment ({@link
 * io.ctrrank.trainer.data.ExampleSet#atOnce}).
 */
final class AtOnce {
  static final String TITLE = "Within users, at one moment";
  static final String INTRODUCTION =
      "A re-ranker puts items in order for one user at one moment. The GAUC above compares moments, too:"
          + " models that follow what a user did lately score a user's rows apart for other reasons than"
          + " the items, and in a short window what a user clicked so far says that fewer clicks are left."
          + " That pulls their GAUC down, below that of a floor that knows nothing of it. Here all rows of"
          + " a user are scored with the history that the user had at the first of them, so that they"
          + " differ by their items alone; the newest events of the window are then unknown to all.";

  static final String DIFFERENCES =
      "What of the subject's lead in the GAUC above is left at one moment; p and Holm as above.";

  private AtOnce() {}

  /**
   * GAUC of each model as time went by and at one moment, and its difference to the first model's.
   *
   * @param inTime the models on the test part
   * @param atOnce the same models with each user's rows scored at once
   */
  static TextTable table(Evaluation inTime, Evaluation atOnce) {
    ModelScores base = atOnce.models().getFirst();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < atOnce.models().size(); i++) {
      ModelScores model = atOnce.models().get(i);
      List<String> row = new ArrayList<>();
      row.add(model.name());
      row.add(Cells.metric("%.4f", inTime.models().get(i).mean(ClickMetrics::gauc)));
      row.add(Cells.metric("%.4f", model.mean(ClickMetrics::gauc)));
      row.add(Cells.metric("%.4f", model.mean(ClickMetrics::auc)));
      row.addAll(difference(atOnce.comparisons(), model.name(), base.name()));
      rows.add(row);
    }
    return new TextTable(
        List.of(
            "model",
            "GAUC above",
            "GAUC at one moment",
            "AUC at one moment",
            "GAUC - that of " + base.name(),
            "95 % by user"),
        rows);
  }

  private static List<String> difference(List<Comparison> comparisons, String model, String base) {
    for (Comparison comparison : comparisons) {
      if (comparison.first().equals(model) && comparison.second().equals(base)) {
        BootstrapDifference gauc = comparison.gauc();
        return List.of(Cells.metric("%+.4f", gauc.difference()), MetricsReport.interval(gauc));
      }
    }
    return List.of("", "");
  }
}
