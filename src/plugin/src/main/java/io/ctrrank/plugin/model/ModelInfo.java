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

  /** Where its bundle comes from. */
  ModelState.Origin origin();

  /**
   * A model that serves.
   *
   * @param id its id
   * @param origin where its bundle comes from
   * @param digest equal digests mean equal models
   * @param architecture name of the model family
   * @param description one sentence
   * @param license terms of weights and training data
   * @param provider the device its texts are encoded on, {@code cpu} for a model without texts
   * @param memory bytes it takes, an encoder that it shares included
   * @param embedding names the vectors in caches; empty for models without an encoder
   * @param testMetrics metrics on the test part, by name
   */
  record Ready(
      String id,
      ModelState.Origin origin,
      String digest,
      String architecture,
      String description,
      String license,
      String provider,
      long memory,
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
   * An uploaded model that does not serve yet.
   *
   * @param id its id
   * @param reason what it waits for
   */
  record Loading(String id, String reason) implements ModelInfo {
    @Override
    public ModelState.Origin origin() {
      return ModelState.Origin.INDEX;
    }
  }

  /**
   * A bundle that was refused.
   *
   * @param id of the model
   * @param origin where its bundle comes from
   * @param reason names the file, what was found and what was expected
   */
  record Refused(String id, ModelState.Origin origin, String reason) implements ModelInfo {}

  /** What to tell of {@code state}. */
  static ModelInfo of(ModelState state) {
    return switch (state) {
      case ModelState.Refused refused ->
          new Refused(refused.id(), refused.origin(), refused.reason());
      case ModelState.Loading loading -> new Loading(loading.id(), loading.reason());
      case ModelState.Ready ready -> of(ready);
    };
  }

  private static Ready of(ModelState.Ready ready) {
    ModelManifest manifest = ready.model().manifest();
    return new Ready(
        ready.id(),
        ready.origin(),
        ready.model().digest(),
        manifest.architecture(),
        manifest.description(),
        manifest.license(),
        ready.provider(),
        ready.memory().bytes(),
        manifest.embedding().map(ModelInfo::of),
        new TreeMap<>(manifest.metrics().getOrDefault("test", Map.of())));
  }

  private static Embedding of(EmbeddingManifest manifest) {
    return new Embedding(manifest.version(), manifest.encoderDimension(), manifest.dimension());
  }
}
