package io.ctrrank.runtime.onnx;

import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;

/**
 * Runs {@code ctr.onnx}: one run for a whole rescore window, over direct buffers that are kept and
 * filled again. Thread-safe; at most {@code concurrency} runs at a time, further callers wait.
 */
public final class CtrScorer implements AutoCloseable {
  private CtrScorer() {}

  /**
   * Opens the bundle's {@code ctr.onnx} and checks its inputs and output against the manifest.
   *
   * @param concurrency most runs at a time, 1 or more
   * @throws BundleException naming the input or output that does not fit
   */
  public static CtrScorer open(OnnxEngine engine, Bundle bundle, int concurrency)
      throws BundleException {
    throw new UnsupportedOperationException();
  }

  /**
   * Logits of the candidates, before calibration.
   *
   * @param user the user's side; a history longer than the schema's is an error
   * @param candidates a batch made with the schema of this model
   * @return N logits in the order of the candidates; empty for no candidates
   * @throws IllegalStateException after {@link #close}
   */
  public float[] logits(UserContext user, CandidateBatch candidates) {
    throw new UnsupportedOperationException();
  }

  /** Waits for runs in flight, then frees the session. Idempotent. */
  @Override
  public void close() {}
}
