package io.ctrrank.trainer.checkpoint;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ctrrank.core.scoring.Calibration;
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

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .create();

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
    return GSON.toJson(
            new Document(
                FORMAT_VERSION,
                checkpoint.architecture().id(),
                checkpoint.options(),
                checkpoint.dataDigest(),
                checkpoint.calibration(),
                checkpoint.training(),
                metrics,
                checkpoint.createdBy(),
                weightsSha256))
        + "\n";
  }

  static Content read(Path file, String json) throws IOException {
    try {
      JsonElement tree = JsonParser.parseString(json);
      Document document = GSON.fromJson(tree, Document.class);
      // What does not come back as it was has members that this release does not know or misses.
      if (document == null || !GSON.toJsonTree(document).equals(tree)) {
        throw new JsonParseException("its members are not those of this release");
      }
      if (document.formatVersion() != FORMAT_VERSION) {
        throw new JsonParseException("format_version is [" + document.formatVersion() + "]");
      }
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
    } catch (RuntimeException e) {
      // Gson wraps what a record's constructor throws in plain RuntimeExceptions.
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "checkpoint file ["
              + file
              + "] cannot be used: "
              + reason.getMessage()
              + "; expected what [ctr-rank train] of this release writes; train again",
          e);
    }
  }
}
