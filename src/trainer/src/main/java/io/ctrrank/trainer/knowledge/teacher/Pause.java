package io.ctrrank.trainer.knowledge.teacher;

import java.time.Duration;

/** Time that passes. Thread-safe. */
interface Pause {
  /** The time of this machine. */
  Pause REAL =
      new Pause() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  /** Nanoseconds since some moment. */
  long nanoTime();

  /** Returns after so much time. */
  void sleep(Duration time) throws InterruptedException;
}
