package io.ctrrank.runtime.onnx;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets many uses of a native object pass side by side and its closing only when none is left: a
 * session that is freed during a run can take the JVM down.
 */
final class Gate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final String subject;
  private boolean closed;

  /**
   * @param subject what is guarded, for messages: {@code model [msd]}
   */
  Gate(String subject) {
    this.subject = subject;
  }

  /**
   * Begins a use; {@link #exit} ends it, on the same thread.
   *
   * @throws IllegalStateException if the object is closed
   */
  void enter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new IllegalStateException(subject + " is closed; load it again");
    }
  }

  void exit() {
    lock.readLock().unlock();
  }

  /** Waits for uses in flight, then runs {@code free}, unless it ran before. */
  void close(Runnable free) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        free.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
