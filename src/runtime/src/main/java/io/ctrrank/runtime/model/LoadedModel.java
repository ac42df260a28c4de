package io.ctrrank.runtime.model;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A model ready to serve. Thread-safe; closed by whoever loaded it. */
public final class LoadedModel implements AutoCloseable {
  private final Bundle bundle;
  private final CtrScorer scorer;
  private final @Nullable Encoding encoding;

  /** What only models with an encoder have. */
  private record Encoding(SharedEncoders.Lease lease, TextEncoder encoder, EncodeQueue queue)
      implements AutoCloseable {
    @Override
    public void close() {
      queue.close();
      encoder.close();
      lease.close();
    }
  }

  private LoadedModel(Bundle bundle, CtrScorer scorer, @Nullable Encoding encoding) {
    this.bundle = bundle;
    this.scorer = scorer;
    this.encoding = encoding;
  }

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
    CtrScorer scorer = CtrScorer.open(engine, bundle, options.scorerConcurrency());
    Encoding encoding = null;
    try {
      WarmUp warmUp = new WarmUp(bundle);
      warmUp.score(scorer);
      if (bundle.manifest().embedding().isPresent()) {
        encoding = openEncoding(bundle, engine, encoders, executor, options);
        warmUp.encode(encoding.encoder());
      }
      return new LoadedModel(bundle, scorer, encoding);
    } catch (BundleException | RuntimeException | Error e) {
      if (encoding != null) {
        encoding.close();
      }
      scorer.close();
      throw e;
    }
  }

  /** {@link #load(Bundle, OnnxEngine, SharedEncoders, Executor, ModelOptions)} with defaults. */
  public static LoadedModel load(
      Bundle bundle, OnnxEngine engine, SharedEncoders encoders, Executor executor)
      throws BundleException {
    return load(bundle, engine, encoders, executor, ModelOptions.defaults());
  }

  public ModelManifest manifest() {
    return bundle.manifest();
  }

  /** SHA-256 of the manifest: equal digests mean equal models. */
  public String digest() {
    return bundle.digest();
  }

  public CtrScorer scorer() {
    return scorer;
  }

  /** The way from texts to vectors; empty for models without an encoder. */
  public Optional<EncodeQueue> encoder() {
    return Optional.ofNullable(encoding).map(Encoding::queue);
  }

  /** Fails waiting encodes, waits for runs in flight, frees the sessions. Idempotent. */
  @Override
  public void close() {
    if (encoding != null) {
      encoding.close();
    }
    scorer.close();
  }

  private static Encoding openEncoding(
      Bundle bundle,
      OnnxEngine engine,
      SharedEncoders encoders,
      Executor executor,
      ModelOptions options)
      throws BundleException {
    ModelManifest manifest = bundle.manifest();
    String sha256 =
        requireNonNull(manifest.files().get(ModelManifest.ENCODER), "no encoder in files").sha256();
    SharedEncoders.Lease lease;
    try {
      lease = encoders.acquire(engine, sha256, bundle.file(ModelManifest.ENCODER));
    } catch (IOException e) {
      throw new BundleException(manifest.id(), String.valueOf(e.getMessage()), e);
    }
    try {
      TextEncoder encoder = TextEncoder.open(lease.session(), bundle);
      EncodeQueue.Limits limits =
          new EncodeQueue.Limits(
              options.encodeParallelism(), options.encodeCapacity(), encoder.batchSize());
      return new Encoding(lease, encoder, new EncodeQueue(encoder, executor, limits));
    } catch (BundleException | RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }
}
