package io.ctrrank.trainer.bundle;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Writes {@code MODEL_CARD.md}: what the model is, what it was made of, how good it is. */
final class ModelCard {
  private static final List<String> METRICS =
      List.of(
          "auc",
          "gauc",
          "log_loss",
          "normalized_entropy",
          "predicted_over_observed",
          "expected_calibration_error");

  private static final String CARD =
      """
        # Model card: %s

        %s

        ## Made with

        ```
        %s
        ```

        How to run these commands: `docs/training.md`. The bundle's files are described in
        `docs/bundle-format.md`.

        ## Data and terms

        %s

        Split per user in time: the first 70 %% of a user's impressions train, the next 10 %% validate,
        the last 20 %% test. An impression's history and profile hold strictly earlier events only.
        SHA-256 of the data: `%s`. Click rate of the training part: %.4f.

        ## Figures

        Calibrated on the validation part (`pCTR = sigmoid(%.4f x logit %+.4f)`).

        %s
        %sThe floor is a logistic regression on a bias of the user and a bias of the item.

        Checked at export: %s.
        Those impressions are in `parity/parity.csv` with the trainer's pCTR.

        ## Training

        %,d trained weights, %,d steps, best at epoch %.2f with validation AUC %.4f; %.0f s.

        %s
        ## Limits

        Users and items are those of the data above; an item outside the vocabulary is scored from its
        other features. %s
        """;

  private static final String ROUNDED =
      """
        These are the figures of the model with its encoder in float32. The encoder of this bundle is
        rounded to int8: `ctr-rank evaluate BUNDLE --against CHECKPOINT` tells what that costs.

        """;

  private ModelCard() {}

  static String write(
      ModelManifest manifest, Checkpoint checkpoint, ServingParity parity, ExportRequest request) {
    return String.format(
        Locale.ROOT,
        CARD,
        manifest.id(),
        manifest.description(),
        manifest.createdBy().replace(" && ", "\n"),
        manifest.license(),
        checkpoint.dataDigest(),
        manifest.baseRate(),
        manifest.calibration().slope(),
        manifest.calibration().intercept(),
        metrics(manifest.metrics()).markdown(),
        request.rounded() ? ROUNDED : "",
        parity,
        checkpoint.training().parameters(),
        checkpoint.training().steps(),
        checkpoint.training().best().epoch(),
        checkpoint.training().best().validationAuc(),
        checkpoint.training().seconds(),
        training(checkpoint).markdown(),
        request.labels());
  }

  private static TextTable metrics(Map<String, Map<String, Double>> metrics) {
    List<String> header = Stream.concat(Stream.of("part"), METRICS.stream()).toList();
    List<List<String>> rows = new ArrayList<>();
    for (String part : metrics.keySet().stream().sorted().toList()) {
      List<String> row = new ArrayList<>();
      row.add(part.replace('_', ' '));
      Map<String, Double> values = metrics.getOrDefault(part, Map.of());
      for (String name : METRICS) {
        row.add(Cells.metric("%.4f", values.getOrDefault(name, Double.NaN)));
      }
      rows.add(row);
    }
    return new TextTable(header, rows);
  }

  private static TextTable training(Checkpoint checkpoint) {
    TrainingOptions options = checkpoint.options();
    List<List<String>> rows = new ArrayList<>();
    for (TrainingSummary.Evaluation evaluation : checkpoint.training().evaluations()) {
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.2f", evaluation.epoch()),
              String.format(Locale.ROOT, "%.4f", evaluation.trainingLoss()),
              String.format(Locale.ROOT, "%.4f", evaluation.validationAuc()),
              String.format(Locale.ROOT, "%.4f", evaluation.validationLogLoss())));
    }
    return new TextTable(
        List.of(
            "epoch (seed " + options.seed() + ")",
            "training loss",
            "validation AUC",
            "validation logloss"),
        rows);
  }
}
