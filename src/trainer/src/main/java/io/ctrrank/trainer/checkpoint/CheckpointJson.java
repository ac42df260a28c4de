package io.ctrrank.trainer.checkpoint;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.files.StrictDocument;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code checkpoint.json}: the records of this package and of {@code training}, member by member.
 * Checkpoints are work files: a release reads its own format only.
 */
final class CheckpointJson {
  private static final int FORMAT_VERSION = 1;

  private static final StrictDocument<Document> FORMAT =
      new StrictDocument<>(
          "checkpoint",
          Document.class,
          Document::formatVersion,
          FORMAT_VERSION,
          "expected what [ctr-rank train] of this release writes; train again");

  private CheckpointJson() {}

  /** A checkpoint with the hash of its weights. */
  record Content(Checkpoint checkpoint, String weightsSha256) {}

  /** The file as it is written. */
  private record Document(
      int formatVersion,
      String architecture,
      TrainingOptions options,
      String dataDigest,
      Calibration calibration,
      TrainingSummary training,
      Map<String, Map<String, Double>> metrics,
      String createdBy,
      String weightsSha256) {}

  static String write(Checkpoint checkpoint, String weightsSha256) {
    Map<String, Map<String, Double>> metrics = new TreeMap<>();
    checkpoint.metrics().forEach((part, values) -> metrics.put(part, new TreeMap<>(values)));
    return FORMAT.write(
        new Document(
            FORMAT_VERSION,
            checkpoint.architecture().id(),
            checkpoint.options(),
            checkpoint.dataDigest(),
            checkpoint.calibration(),
            checkpoint.training(),
            metrics,
            checkpoint.createdBy(),
            weightsSha256));
  }

  static Content read(Path file, String json) throws IOException {
    return FORMAT.read(file, json, CheckpointJson::content);
  }

  private static Content content(Document document) {
    return new Content(
        new Checkpoint(
            Architecture.parse(document.architecture()),
            document.options(),
            document.dataDigest(),
            document.calibration(),
            document.training(),
            document.metrics(),
            document.createdBy()),
        document.weightsSha256());
  }
}
