package io.ctrrank.plugin.budget;

import io.ctrrank.core.time.Deadline;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that one request may wait. The coordinator may use half of it; the shards get what is
 * left when it is done, and their time begins when they rescore: clocks of nodes differ, and the
 * query between is not ours. Immutable.
 */
public final class TimeBudget {
  private final Duration total;
  private final Deadline coordinator;
  private final Deadline all;

  private TimeBudget(Duration total, LongSupplier nanoTime) {
    this.total = total;
    this.coordinator = Deadline.after(total.dividedBy(2), nanoTime);
    this.all = Deadline.after(total, nanoTime);
  }

  /** A budget of {@code total} that begins now. */
  public static TimeBudget start(Duration total, LongSupplier nanoTime) {
    return new TimeBudget(total, nanoTime);
  }

  /** All of it. */
  public Duration total() {
    return total;
  }

  /** By when the coordinator has to go on. */
  public Deadline coordinator() {
    return coordinator;
  }

  /** What the shards may wait if the coordinator goes on now. */
  public Duration remaining() {
    return all.remaining();
  }
}
