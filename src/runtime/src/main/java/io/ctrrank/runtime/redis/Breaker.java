package io.ctrrank.runtime.redis;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leaves Redis alone for a while after it failed several times in a row (a circuit breaker). When
 * the while is over, one caller tries; if that fails too, it starts anew. Thread-safe.
 */
final class Breaker {
  /** Failures in a row that it takes. */
  static final int FAILURES = 3;

  /** The while. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final long patience;
  private final LongSupplier nanoTime;

  private volatile boolean untroubled = true;
  private int failures;
  private long waited;
  private boolean suspended;
  private long until;

  /**
   * @param patience so long Redis must have been silent altogether before it counts as frozen: a
   *     caller in a hurry proves little
   * @param nanoTime the clock
   */
  Breaker(Duration patience, LongSupplier nanoTime) {
    this.patience = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Whether Redis may be asked; to the one caller that tries after a pause, it says yes. */
  boolean allows() {
    if (untroubled) {
      return true;
    }
    synchronized (this) {
      if (!suspended) {
        return true;
      }
      if (nanoTime.getAsLong() - until < 0) {
        return false;
      }
      suspend();
      return true;
    }
  }

  /** Redis answered, were it with an error. */
  void answered() {
    if (untroubled) {
      return;
    }
    synchronized (this) {
      failures = 0;
      waited = 0;
      suspended = false;
      untroubled = true;
    }
  }

  /** Redis could not be reached. */
  synchronized void failed() {
    untroubled = false;
    failures++;
    if (suspended || failures >= FAILURES) {
      suspend();
    }
  }

  /** Redis was silent for {@code nanos} nanoseconds. */
  synchronized void timedOut(long nanos) {
    untroubled = false;
    failures++;
    waited += nanos;
    if (suspended || (failures >= FAILURES && waited >= patience)) {
      suspend();
    }
  }

  /** Whether a caller is turned away at the moment. */
  synchronized boolean isSuspended() {
    return suspended && nanoTime.getAsLong() - until < 0;
  }

  private void suspend() {
    suspended = true;
    until = nanoTime.getAsLong() + PAUSE.toNanos();
  }
}
