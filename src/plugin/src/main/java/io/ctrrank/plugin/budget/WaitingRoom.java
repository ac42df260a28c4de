package io.ctrrank.plugin.budget;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many search threads of a node wait for the encoder at a time: the rest of the pool
 * stays free for searches that have what they need. Thread-safe.
 */
public final class WaitingRoom {
  private final Semaphore seats;

  /**
   * @param seats most threads that wait
   */
  public WaitingRoom(int seats) {
    this.seats = new Semaphore(seats);
  }

  /** A seat; closing it gives it back. */
  public interface Seat extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes a seat if one is free, and does not wait for it; null otherwise. */
  public @Nullable Seat tryEnter() {
    return seats.tryAcquire() ? seats::release : null;
  }
}
