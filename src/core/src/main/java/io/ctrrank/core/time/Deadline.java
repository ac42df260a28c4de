package io.ctrrank.core.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time by which somebody wants an answer. It belongs to the clock of the process that made it:
 * other processes are told what remains, never the time itself. Immutable.
 */
public final class Deadline {
  private final LongSupplier nanoTime;
  private final long at;

  private Deadline(LongSupplier nanoTime, long at) {
    this.nanoTime = nanoTime;
    this.at = at;
  }

  /**
   * A deadline {@code time} from now.
   *
   * @param nanoTime the clock, such as {@link System#nanoTime}
   */
  public static Deadline after(Duration time, LongSupplier nanoTime) {
    requireNonNull(nanoTime, "nanoTime is null");
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "time until the deadline is [" + time + "]; expected 0 or more");
    }
    return new Deadline(nanoTime, nanoTime.getAsLong() + time.toNanos());
  }

  /** A deadline {@code time} from now by the clock of this process. */
  public static Deadline after(Duration time) {
    return after(time, System::nanoTime);
  }

  /** What remains, 0 when the time is over. */
  public Duration remaining() {
    return Duration.ofNanos(remainingNanos());
  }

  /** What remains in nanoseconds, 0 when the time is over. */
  public long remainingNanos() {
    return Math.max(0, at - nanoTime.getAsLong());
  }

  /** Whether the time is over. */
  public boolean isOver() {
    return remainingNanos() == 0;
  }

  /** This deadline or one {@code time} from now, whichever comes first. */
  public Deadline atMost(Duration time) {
    long now = nanoTime.getAsLong();
    return at - now <= time.toNanos() ? this : new Deadline(nanoTime, now + time.toNanos());
  }
}
