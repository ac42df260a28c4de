package io.ctrrank.plugin.model;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a node tells of one of its bundles. */
public sealed interface ModelInfo {
  /** The model's id. */
  String id();

  /**
   * A model that serves.
   *
   * @param id its id
   * @param digest equal digests mean equal models
   * @param architecture name of the model family
   * @param description one sentence
   * @param license terms of weights and training data
   * @param provider the device its texts are encoded on, {@code cpu} for a model without texts
   * @param embedding names the vectors in caches; empty for models without an encoder
   * @param testMetrics metrics on the test part, by name
   */
  record Ready(
      String id,
      String digest,
      String architecture,
      String description,
      String license,
      String provider,
      Optional<Embedding> embedding,
      Map<String, Double> testMetrics)
      implements ModelInfo {
    public Ready {
      testMetrics = Map.copyOf(testMetrics);
    }
  }

  /**
   * The vectors of a model.
   *
   * @param version names them in caches
   * @param encoderDimension width of the encoder's output
   * @param dimension width of the cached vectors
   */
  record Embedding(String version, int encoderDimension, int dimension) {}

  /**
   * A bundle that was refused.
   *
   * @param id name of its folder
   * @param reason names the file, what was found and what was expected
   */
  record Refused(String id, String reason) implements ModelInfo {}

  /** What to tell of {@code state}. */
  static ModelInfo of(ModelState state) {
    return switch (state) {
      case ModelState.Refused refused -> new Refused(refused.id(), refused.reason());
      case ModelState.Ready ready -> of(ready);
    };
  }

  private static Ready of(ModelState.Ready ready) {
    ModelManifest manifest = ready.model().manifest();
    return new Ready(
        ready.id(),
        ready.model().digest(),
        manifest.architecture(),
        manifest.description(),
        manifest.license(),
        ready.provider(),
        manifest.embedding().map(ModelInfo::of),
        new TreeMap<>(manifest.metrics().getOrDefault("test", Map.of())));
  }

  private static Embedding of(EmbeddingManifest manifest) {
    return new Embedding(manifest.version(), manifest.encoderDimension(), manifest.dimension());
  }
}
