package io.ctrrank.runtime.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what servers do by themselves. */
final class Waiting {
  private Waiting() {}

  /** Waits until {@code condition} holds, at most {@code time}. */
  static void until(Duration time, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("waited " + time + " in vain until " + what);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
