package io.ctrrank.plugin.vector;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.model.LoadedModel;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The vectors of a node, for all of its models. Thread-safe. */
public final class NodeVectors {
  private final VectorCache cache;
  private final LongSupplier clock;
  private final EncodeFailures failures = new EncodeFailures(System::nanoTime);

  /**
   * Vectors kept in {@code cache}.
   *
   * @param clock milliseconds since the epoch, on which nodes agree as well as their clocks do
   */
  public NodeVectors(VectorCache cache, LongSupplier clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /** The vectors of one model; empty for a model without an encoder. */
  public Optional<ModelVectors> of(LoadedModel model) {
    return model.encoder().map(encoder -> of(model.manifest(), encoder));
  }

  /** The vectors that {@code encoder} makes for a model. */
  public ModelVectors of(ModelManifest manifest, EncodeQueue encoder) {
    return new ModelVectors(manifest, encoder, cache, failures, clock);
  }
}
