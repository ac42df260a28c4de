package io.ctrrank.runtime.encode;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Encodes texts in the background: collects them into micro-batches and runs those on a given
 * executor. A text that is already waiting or being encoded is not encoded again; all who ask for
 * it get the same vector. Thread-safe.
 */
public final class EncodeQueue implements AutoCloseable {

  /**
   * @param encoder encodes the batches; not closed by the queue
   * @param executor runs the batches
   * @param limits bounds
   */
  public EncodeQueue(VectorEncoder encoder, Executor executor, Limits limits) {}

  /**
   * Bounds of a queue.
   *
   * @param parallelism most batches that are encoded at a time
   * @param capacity most texts that wait; further ones are rejected
   * @param batchSize most texts of one batch
   */
  public record Limits(int parallelism, int capacity, int batchSize) {}

  /**
   * The adapted vector of an item text. Completes on the executor's thread; when the queue is full,
   * at once with a {@link java.util.concurrent.RejectedExecutionException}; after {@link #close}
   * with an {@link IllegalStateException}; when the encoder throws, with what it threw, errors too.
   */
  public CompletableFuture<short[]> item(String text) {
    throw new UnsupportedOperationException();
  }

  /** The adapted vector of a profile text; otherwise as {@link #item}. */
  public CompletableFuture<short[]> user(String text) {
    throw new UnsupportedOperationException();
  }

  /** Texts that wait for a batch. */
  public int waiting() {
    throw new UnsupportedOperationException();
  }

  /** Fails the futures of waiting texts and waits for batches in flight. Idempotent. */
  @Override
  public void close() {}
}
