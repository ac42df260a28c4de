package io.ctrrank.plugin.stats;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;

/**
 * Tells of failures that searches survive, at most once a minute: what fails, fails for every hit
 * of every search. Thread-safe.
 */
public final class FailureLog {
  private static final Logger LOGGER = LogManager.getLogger(FailureLog.class);
  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final String what;
  private final AtomicLong next;

  /**
   * @param what happens when it fails, to be read after {@code model [msd]}
   */
  public FailureLog(LongSupplier nanoTime, String what) {
    this.nanoTime = nanoTime;
    this.what = what;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /** Notes a failure of {@code model}; a full queue is load, not a failure. */
  public void add(String model, Throwable cause) {
    if (cause instanceof RejectedExecutionException) {
      LOGGER.debug("model [{}] {}: {}", model, what, cause.getMessage());
      return;
    }
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + SILENCE)) {
      LOGGER.warn(() -> "model [" + model + "] " + what, cause);
    }
  }
}
