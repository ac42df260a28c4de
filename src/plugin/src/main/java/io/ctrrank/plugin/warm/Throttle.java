package io.ctrrank.plugin.warm;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps work below a rate, by pauses. Time without work earns as much as {@code most} pieces of it,
 * no more: what follows a long rest comes at the rate, too. For one thread.
 */
final class Throttle {
  private final double nanosEach;
  private final LongSupplier nanos;
  private final long start;
  private final double credit;

  /** When, after the start, all that was done is due. */
  private double due;

  /**
   * @param perSecond most pieces of work in a second, infinite for no pauses
   * @param most pieces that may be ahead of a pause
   * @param nanos a clock
   */
  Throttle(double perSecond, int most, LongSupplier nanos) {
    this.nanosEach = Duration.ofSeconds(1).toNanos() / perSecond;
    this.credit = most * nanosEach;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** Milliseconds to pause after {@code pieces} more were done. */
  long pauseAfter(int pieces) {
    double now = nanos.getAsLong() - start;
    due = Math.max(due, now - credit) + pieces * nanosEach;
    return due <= now ? 0 : (long) Math.ceil((due - now) / Duration.ofMillis(1).toNanos());
  }
}
