package io.ctrrank.trainer.knowledge.teacher;

import java.time.Duration;

/**
 * Keeps requests of all threads apart in time, so that no more than so many start in a minute, and
 * holds all of them back when the endpoint asks for it. Thread-safe.
 */
final class Pacer {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Pause pause;
  private final long interval;
  private long nextTurn;
  private long heldUntil;

  /**
   * @param requestsPerMinute most requests that start in a minute, above 0
   */
  Pacer(Pause pause, double requestsPerMinute) {
    this.pause = pause;
    this.interval = (long) (MINUTE / requestsPerMinute);
    this.nextTurn = pause.nanoTime();
    this.heldUntil = nextTurn;
  }

  /** Waits for this thread's turn to ask. */
  void await() throws InterruptedException {
    long turn;
    do {
      turn = turn();
      long left = turn - pause.nanoTime();
      if (left > 0) {
        pause.sleep(Duration.ofNanos(left));
      }
      // A turn from before all were held back is none any more.
    } while (isHeld(turn));
  }

  private synchronized long turn() {
    long turn = Math.max(nextTurn, pause.nanoTime());
    nextTurn = turn + interval;
    return turn;
  }

  private synchronized boolean isHeld(long turn) {
    return turn < heldUntil;
  }

  /** Lets nobody ask for so long. */
  synchronized void hold(Duration time) {
    heldUntil = Math.max(heldUntil, pause.nanoTime() + time.toNanos());
    nextTurn = Math.max(nextTurn, heldUntil);
  }
}
