package io.ctrrank.plugin.warm;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps work below a rate, by pauses. For one thread. */
final class Throttle {
  private final double perSecond;
  private final LongSupplier nanos;
  private final long start;
  private long done;

  /**
   * @param perSecond most pieces of work in a second, infinite for no pauses
   * @param nanos a clock
   */
  Throttle(double perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Milliseconds to pause after {@code pieces} more were done. */
  long pauseAfter(int pieces) {
    done += pieces;
    double due = done / perSecond * Duration.ofSeconds(1).toNanos();
    double early = due - (nanos.getAsLong() - start);
    return early <= 0 ? 0 : (long) Math.ceil(early / Duration.ofMillis(1).toNanos());
  }
}
