package io.ctrrank.runtime.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Waits for what servers do by themselves. */
public final class Waiting {
  private Waiting() {}

  /**
   * Waits until {@code condition} holds, at most {@code time}. A server that is made a master drops
   * its clients' connections: one that breaks means not yet.
   */
  public static void until(Duration time, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + time.toNanos();
    while (!holds(condition)) {
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

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (JedisConnectionException e) {
      return false;
    }
  }
}
