package io.ctrrank.plugin.vector;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.plugin.stats.FailureLog;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.VectorTiers;
import java.util.Optional;

/** The vectors of a node, for all of its models. Thread-safe. */
public final class NodeVectors {
  private final VectorTiers tiers;
  private final EncoderChoice encoders;
  private final FailureLog failures =
      new FailureLog(System::nanoTime, "fails to encode texts, fallback vectors stand in");

  /** Vectors from {@code tiers}, encoded on this node. */
  public NodeVectors(VectorTiers tiers) {
    this(tiers, EncoderChoice.OWN);
  }

  /** Vectors from {@code tiers}, encoded where {@code encoders} says. */
  public NodeVectors(VectorTiers tiers, EncoderChoice encoders) {
    this.tiers = requireNonNull(tiers, "tiers is null");
    this.encoders = requireNonNull(encoders, "encoders is null");
  }

  /** The vectors of one model; empty for a model without an encoder. */
  public Optional<ModelVectors> of(LoadedModel model) {
    return model.encoder().map(own -> of(model.manifest(), encoders.of(model.manifest(), own)));
  }

  /** The vectors that {@code encoder} makes for a model. */
  public ModelVectors of(ModelManifest manifest, EncodeQueue encoder) {
    EmbeddingManifest embedding = manifest.embedding().orElseThrow();
    return tiers.of(
        embedding.version(),
        embedding.dimension(),
        encoder,
        failure -> failures.add(manifest.id(), failure));
  }
}
