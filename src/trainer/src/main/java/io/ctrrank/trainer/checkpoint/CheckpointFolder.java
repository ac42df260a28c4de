package io.ctrrank.trainer.checkpoint;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.files.StrictDocument;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint as a folder: {@code checkpoint.json} and {@code weights.bin}. */
public final class CheckpointFolder {
  /** The file that makes a folder a checkpoint. */
  public static final String DESCRIPTION = "checkpoint.json";

  private static final String WEIGHTS = "weights.bin";

  private final Path folder;
  private final Checkpoint checkpoint;
  private final String weightsSha256;

  private CheckpointFolder(Path folder, Checkpoint checkpoint, String weightsSha256) {
    this.folder = folder;
    this.checkpoint = checkpoint;
    this.weightsSha256 = weightsSha256;
  }

  /**
   * Writes a checkpoint; the folder appears whole or not at all.
   *
   * @param overwrite whether an existing folder is replaced
   */
  public static void write(
      Path folder, boolean overwrite, Checkpoint checkpoint, TrainedModel model)
      throws IOException {
    WholeFolder.write(
        folder,
        overwrite,
        fresh -> {
          Path weights = fresh.resolve(WEIGHTS);
          model.saveWeights(weights);
          Files.writeString(
              fresh.resolve(DESCRIPTION),
              CheckpointJson.write(checkpoint, Sha256.of(weights)),
              StandardCharsets.UTF_8);
        });
  }

  /** Where a run keeps its state until the checkpoint {@code folder} is there: a file beside it. */
  public static Path unfinished(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".unfinished");
  }

  /**
   * Opens a checkpoint; reads the description, not yet the weights.
   *
   * @throws IOException if the folder is no checkpoint, or one of another release
   */
  public static CheckpointFolder open(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    String json =
        StrictDocument.content(folder, DESCRIPTION, "a folder that [ctr-rank train] wrote");
    CheckpointJson.Content content = CheckpointJson.read(file, json);
    return new CheckpointFolder(folder, content.checkpoint(), content.weightsSha256());
  }

  /** What is known of the weights. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /**
   * Loads the weights.
   *
   * @param data the data they were trained on
   * @return the model, which the caller closes
   * @throws IOException if the data set is another one, or the weights are damaged
   */
  public TrainedModel load(ClickModelTrainer trainer, TrainingData data) throws IOException {
    if (!data.digest().equals(checkpoint.dataDigest())) {
      throw new IOException(
          "checkpoint ["
              + folder
              + "] was trained on data ["
              + checkpoint.dataDigest()
              + "] but the data given is ["
              + data.digest()
              + "]; name the data it was trained on, with the same [--history], or train again");
    }
    Path weights = folder.resolve(WEIGHTS);
    String found = Sha256.of(weights);
    if (!found.equals(weightsSha256)) {
      throw new IOException(
          "checkpoint file ["
              + weights
              + "] has sha256 ["
              + found
              + "]; expected ["
              + weightsSha256
              + "]; copy it again, or train again");
    }
    return trainer.load(weights, checkpoint.architecture(), data, checkpoint.options());
  }
}
