package io.ctrrank.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.FakeTrainer;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointFolderTest {
  @TempDir Path folder;

  private final FakeTrainer trainer = new FakeTrainer();
  private Dataset dataset;
  private Checkpoint checkpoint;
  private Path target;

  @BeforeEach
  void writeCheckpoint() throws Exception {
    dataset = MovieLens.read(SmallData.write(folder.resolve("data"), 1));
    TrainingOptions options = TrainingOptions.small().toBuilder().seed(5).dropout(0.25).build();
    TrainingRun run =
        trainer.train(Architecture.DIN, TrainingData.of(dataset), options, TrainingListener.SILENT);
    checkpoint =
        new Checkpoint(
            Architecture.DIN,
            options,
            dataset.digest(),
            new Calibration(1.25, -0.5),
            run.summary(),
            Map.of("test", Map.of("auc", 0.75)),
            "ctr-rank train");
    target = folder.resolve("checkpoint");
    try (TrainedModel model = run.model()) {
      CheckpointFolder.write(target, false, checkpoint, model);
    }
  }

  @Test
  void open_whatWasWritten_isEqual() throws IOException {
    assertThat(CheckpointFolder.open(target).checkpoint()).isEqualTo(checkpoint);
  }

  @Test
  void load_sameData_givesTheSameModel() throws IOException {
    try (TrainedModel model =
        CheckpointFolder.open(target).load(trainer, TrainingData.of(dataset))) {
      assertThat(model.logits(dataset.test())).contains(5f, -5f);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "\"format_version\": 1!\"format_version\": 2!format_version is [2]",
        "\"seed\": 5,!!its members are not those of this release",
        "\"seed\": 5,!\"seed\": 5, \"sed\": 5,!its members are not those of this release",
        "\"threads\": 1!\"threads\": 0!threads is [0]; expected [1] or more",
        "\"slope\": 1.25!\"slope\": -1.25!calibration is [slope -1.25",
        "\"architecture\": \"din\"!\"architecture\": \"dim\"!model is [dim]; expected one of",
        "{!<!not",
      })
  void open_changedDescription_isRefused(String from, String to, String message)
      throws IOException {
    Path file = target.resolve("checkpoint.json");
    Files.writeString(file, Files.readString(file).replace(from, to == null ? "" : to));

    assertThatThrownBy(() -> CheckpointFolder.open(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checkpoint file [" + file + "] cannot be used: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("train again");
  }
}
