package io.ctrrank.trainer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCardTest {
  @TempDir Path folder;

  @Test
  void write_metricThatIsNotDefined_isADash() throws Exception {
    String card = card(false);

    assertThat(card)
        .contains("| test | 0.7500 | - | 0.6000 | - | - | - |\n\nThe floor is a logistic")
        .doesNotContain("NaN");
  }

  @Test
  void write_labelsAndRoundedEncoder_areThoseOfTheRequest() throws Exception {
    assertThat(card(false)).endsWith("other features. The labels are guesses.\n");
    assertThat(card(true))
        .contains(
            "| - |\n\nThese are the figures of the model with its encoder in float32. The encoder",
            "tells what that costs.\n\nThe floor is a logistic");
  }

  private String card(boolean rounded) throws Exception {
    Dataset dataset = MovieLens.read(SmallData.write(folder.resolve("data"), 1));
    TrainingOptions options = TrainingOptions.small();
    Evaluation best = new Evaluation(0.5, 0.7, 0.75, 0.6);
    Map<String, Map<String, Double>> metrics = Map.of("test", Map.of("auc", 0.75, "log_loss", 0.6));
    ModelManifest manifest =
        new ModelManifest(
            "din",
            "din",
            "A model.",
            "Terms.",
            "ctr-rank train",
            Architecture.DIN.schema(dataset.schema(), options),
            Optional.empty(),
            Calibration.NONE,
            0.5,
            metrics,
            Map.of());
    Checkpoint checkpoint =
        new Checkpoint(
            Architecture.DIN,
            options,
            dataset.digest(),
            Calibration.NONE,
            new TrainingSummary(1, 2, 0.25, best, List.of(best)),
            metrics,
            "ctr-rank train");
    ExportRequest request =
        new ExportRequest(
            folder, false, false, "A model.", "Terms.", "x", "The labels are guesses.", rounded);
    return ModelCard.write(
        manifest, checkpoint, new ServingParity(9, 0, OptionalDouble.empty()), request);
  }
}
