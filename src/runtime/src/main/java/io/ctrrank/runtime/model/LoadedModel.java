package io.ctrrank.runtime.model;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.runtime.onnx.OnnxEngine;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A model ready to serve. Thread-safe; closed by whoever loaded it. */
public final class LoadedModel implements AutoCloseable {
  private LoadedModel() {}

  /**
   * Opens the bundle's graphs, checks them against its manifest and runs each once.
   *
   * @param executor encodes texts in the background; not used by models without an encoder
   * @throws BundleException naming the file, what was found and what was expected; nothing stays
   *     open
   */
  public static LoadedModel load(
      Bundle bundle,
      OnnxEngine engine,
      SharedEncoders encoders,
      Executor executor,
      ModelOptions options)
      throws BundleException {
    throw new UnsupportedOperationException();
  }

  /** {@link #load(Bundle, OnnxEngine, SharedEncoders, Executor, ModelOptions)} with defaults. */
  public static LoadedModel load(
      Bundle bundle, OnnxEngine engine, SharedEncoders encoders, Executor executor)
      throws BundleException {
    return load(bundle, engine, encoders, executor, ModelOptions.defaults());
  }

  public ModelManifest manifest() {
    throw new UnsupportedOperationException();
  }

  /** SHA-256 of the manifest: equal digests mean equal models. */
  public String digest() {
    throw new UnsupportedOperationException();
  }

  public CtrScorer scorer() {
    throw new UnsupportedOperationException();
  }

  /** The way from texts to vectors; empty for models without an encoder. */
  public Optional<EncodeQueue> encoder() {
    throw new UnsupportedOperationException();
  }

  /** Fails waiting encodes, waits for runs in flight, frees the sessions. Idempotent. */
  @Override
  public void close() {}
}
