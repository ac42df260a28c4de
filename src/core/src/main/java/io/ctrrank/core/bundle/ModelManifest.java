package io.ctrrank.core.bundle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.scoring.Calibration;
import java.util.Map;
import java.util.Optional;

/**
 * What a model bundle says of itself in {@code manifest.json}.
 *
 * @param id the model's id, as requests name it
 * @param architecture name of the model family, for people
 * @param description one sentence, for people
 * @param license terms of the weights and of the data they were trained on
 * @param createdBy the command that made the bundle
 * @param schema every input of the model
 * @param embedding encoder and adaptors; empty for models without an encoder
 * @param calibration from logit to pCTR
 * @param baseRate click rate of the training part, 0 to 1 exclusive
 * @param metrics metrics by part and name, for example {@code test -> auc -> 0.81}
 * @param files every other file of the bundle by its name
 */
public record ModelManifest(
    String id,
    String architecture,
    String description,
    String license,
    String createdBy,
    FeatureSchema schema,
    Optional<EmbeddingManifest> embedding,
    Calibration calibration,
    double baseRate,
    Map<String, Map<String, Double>> metrics,
    Map<String, BundleFile> files) {

  /** Version of the bundle format that this release writes and reads. */
  public static final int FORMAT_VERSION = 1;

  /** The graph of fusion and head. */
  public static final String CTR_GRAPH = "ctr.onnx";

  /** The graph from pooled encoder output to the item's adapted vector. */
  public static final String ITEM_ADAPTOR = "item_adaptor.onnx";

  /** The graph from pooled encoder output to the user's adapted vector. */
  public static final String USER_ADAPTOR = "user_adaptor.onnx";

  /** The encoder graph; put there by the build, not part of a checkout. */
  public static final String ENCODER = "encoder.onnx";

  /** The tokenizer in Hugging Face's format. */
  public static final String TOKENIZER = "tokenizer.json";

  public ModelManifest {
    requireNonNull(id, "id is null");
    requireNonNull(schema, "schema is null");
    requireNonNull(calibration, "calibration is null");
    metrics = Map.copyOf(metrics);
    files = Map.copyOf(files);
    if (!(baseRate > 0 && baseRate < 1)) {
      throw new IllegalArgumentException(
          "base_rate is [" + baseRate + "]; expected a rate between 0 and 1");
    }
    if (embedding.isPresent() != schema.hasEncoder()) {
      throw new IllegalArgumentException(
          "a manifest has an [embedding] exactly when its schema has an [item_text]");
    }
    embedding.ifPresent(vectors -> requireNeighbours(vectors, schema.history()));
  }

  /** The graph chooses k of the events it is given, which must not be fewer. */
  private static void requireNeighbours(EmbeddingManifest embedding, HistorySchema history) {
    int neighbours = embedding.neighbours();
    if (neighbours != EmbeddingManifest.ALL_NEIGHBOURS && neighbours > history.minLength()) {
      throw new IllegalArgumentException(
          "embedding neighbours is ["
              + neighbours
              + "] but history min_length is ["
              + history.minLength()
              + "]; expected a history no shorter than the choice from it; export the model again");
    }
  }
}
