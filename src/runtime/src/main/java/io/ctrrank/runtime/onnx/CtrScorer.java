package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code ctr.onnx}: one run for a whole rescore window, over direct buffers that are kept and
 * filled again. Thread-safe; at most {@code concurrency} runs at a time, further callers wait.
 */
public final class CtrScorer implements AutoCloseable {
  private final ModelManifest manifest;
  private final OrtEnvironment environment;
  private final Graph graph;
  private final Gate gate;
  private final Semaphore permits;

  /** Used last in, first out, so that the warmest buffers are filled again. */
  private final ConcurrentLinkedDeque<ScorerSlot> idle = new ConcurrentLinkedDeque<>();

  private CtrScorer(
      ModelManifest manifest, OrtEnvironment environment, Graph graph, int concurrency) {
    this.manifest = manifest;
    this.environment = environment;
    this.graph = graph;
    this.gate = new Gate("model [" + manifest.id() + "]");
    this.permits = new Semaphore(concurrency);
  }

  /**
   * Opens the bundle's {@code ctr.onnx} and checks its inputs and output against the manifest.
   *
   * @param concurrency most runs at a time, 1 or more
   * @throws BundleException naming the input or output that does not fit
   */
  public static CtrScorer open(OnnxEngine engine, Bundle bundle, int concurrency)
      throws BundleException {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency is [" + concurrency + "]; expected at least [1]");
    }
    ModelManifest manifest = bundle.manifest();
    try {
      Graph graph =
          Graph.openOnCpu(
              engine,
              bundle.file(ModelManifest.CTR_GRAPH),
              CtrInputs.of(manifest),
              CtrInputs.OUTPUTS);
      return new CtrScorer(manifest, engine.environment(), graph, concurrency);
    } catch (IOException e) {
      throw new BundleException(manifest.id(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Logits of the candidates, before calibration; waits for its turn.
   *
   * @param user the user's side; its history at most as long as the schema's
   * @param candidates a batch made with the schema of this model
   * @return N logits in the order of the candidates, one of which may be no finite number: what is
   *     wrong with one candidate is not the others'; empty for no candidates
   * @throws IllegalArgumentException if user or candidates do not fit the schema
   * @throws IllegalStateException after {@link #close}, or if no logit is a finite number
   */
  public float[] logits(UserContext user, CandidateBatch candidates) {
    permits.acquireUninterruptibly();
    try (Turn turn = new Turn()) {
      return turn.logits(user, candidates);
    }
  }

  /**
   * A turn at the model; waits for it no longer than {@code wait}.
   *
   * @return empty if it did not come, or the thread was interrupted; closed by the caller
   */
  public Optional<Turn> turn(Duration wait) {
    try {
      return permits.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)
          ? Optional.of(new Turn())
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The right to run the model, for one thread; closing gives it back. */
  public final class Turn implements AutoCloseable {
    private boolean over;

    private Turn() {}

    /** {@link CtrScorer#logits} without waiting. */
    public float[] logits(UserContext user, CandidateBatch candidates) {
      check(user, candidates);
      return candidates.size() == 0 ? new float[0] : run(user, candidates);
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        permits.release();
      }
    }
  }

  private float[] run(UserContext user, CandidateBatch candidates) {
    gate.enter();
    try {
      ScorerSlot slot = idle.pollFirst();
      if (slot == null) {
        slot = new ScorerSlot(environment, manifest);
      }
      try {
        slot.fill(user, candidates);
        return someFinite(slot.run(graph, candidates.size()));
      } finally {
        idle.addFirst(slot);
      }
    } finally {
      gate.exit();
    }
  }

  private float[] someFinite(float[] logits) {
    for (float logit : logits) {
      if (Float.isFinite(logit)) {
        return logits;
      }
    }
    throw new IllegalStateException(
        "model ["
            + manifest.id()
            + "] gives logit ["
            + logits[0]
            + "] for candidate [0] and no other for the rest; expected finite numbers");
  }

  /** Waits for runs in flight, then frees the session. Idempotent. */
  @Override
  public void close() {
    gate.close(
        () -> {
          idle.forEach(ScorerSlot::close);
          idle.clear();
          graph.close();
        });
  }

  private void check(UserContext user, CandidateBatch candidates) {
    FeatureSchema schema = manifest.schema();
    if (user.history().size() > schema.history().maxLength()) {
      throw new IllegalArgumentException(
          "history has ["
              + user.history().size()
              + "] events; model ["
              + manifest.id()
              + "] reads at most ["
              + schema.history().maxLength()
              + "]; cut it to the newest");
    }
    for (HistoryItem event : user.history()) {
      if (event.type() < 1 || event.type() > schema.history().types().size()) {
        throw new IllegalArgumentException(
            "history event of item ["
                + event.item()
                + "] has type number ["
                + event.type()
                + "]; model ["
                + manifest.id()
                + "] knows [1] to ["
                + schema.history().types().size()
                + "]");
      }
    }
    if (!sameShapes(candidates.schema(), schema)) {
      throw new IllegalArgumentException(
          "candidates were made with another schema than that of model [" + manifest.id() + "]");
    }
  }

  /** Whether batches of both schemas fill the same tensors. */
  private static boolean sameShapes(FeatureSchema made, FeatureSchema expected) {
    if (made.numeric().size() != expected.numeric().size()
        || made.categorical().size() != expected.categorical().size()) {
      return false;
    }
    for (int f = 0; f < made.categorical().size(); f++) {
      if (made.categorical().get(f).maxValues() != expected.categorical().get(f).maxValues()) {
        return false;
      }
    }
    return true;
  }
}
