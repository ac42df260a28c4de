package io.ctrrank.plugin.vector;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;

/**
 * Tells of texts that could not be encoded, at most once a minute: when an encoder fails, it fails
 * for every hit of every search. Thread-safe.
 */
final class EncodeFailures {
  private static final Logger LOGGER = LogManager.getLogger(EncodeFailures.class);
  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicLong next;

  EncodeFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /** Notes that a text of {@code model} has no vector because of {@code cause}. */
  void add(String model, Throwable cause) {
    if (cause instanceof RejectedExecutionException) {
      LOGGER.debug("model [{}] leaves a text without its vector: {}", model, cause.getMessage());
      return;
    }
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + SILENCE)) {
      LOGGER.warn(
          () -> "model [" + model + "] fails to encode texts, fallback vectors stand in", cause);
    }
  }
}
