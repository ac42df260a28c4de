package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes fresh vectors to the shared store in the background, many at a time. What the store does
 * not take is dropped: the vector is still in this process, and whoever misses it encodes it again.
 * Thread-safe.
 */
final class WriteBack {
  private static final int BATCH = 256;

  private final VectorStore store;
  private final Executor executor;
  private final int capacity;
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<VectorStore.Entry> waiting = new ArrayDeque<>();
  private boolean writing;

  /**
   * @param executor writes; one task goes on as long as vectors wait
   * @param capacity most vectors that wait; further ones are dropped
   */
  WriteBack(VectorStore store, Executor executor, int capacity) {
    this.store = requireNonNull(store, "store is null");
    this.executor = requireNonNull(executor, "executor is null");
    this.capacity = capacity;
  }

  void add(VectorStore.Entry entry) {
    lock.lock();
    try {
      if (waiting.size() >= capacity) {
        dropped.increment();
        return;
      }
      waiting.add(entry);
      if (writing) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    try {
      executor.execute(this::write);
    } catch (RejectedExecutionException e) {
      abandon();
    }
  }

  long written() {
    return written.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  private void write() {
    boolean ended = false;
    try {
      for (List<VectorStore.Entry> batch = next(); !batch.isEmpty(); batch = next()) {
        (store.put(batch) == StoreStatus.OK ? written : dropped).add(batch.size());
      }
      ended = true;
    } finally {
      if (!ended) {
        abandon();
      }
    }
  }

  /** The oldest vectors that wait; none ends the task. */
  private List<VectorStore.Entry> next() {
    lock.lock();
    try {
      List<VectorStore.Entry> batch = new ArrayList<>(Math.min(BATCH, waiting.size()));
      while (batch.size() < BATCH && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      writing = !batch.isEmpty();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody writes: the next vector starts another task. */
  private void abandon() {
    lock.lock();
    try {
      dropped.add(waiting.size());
      waiting.clear();
      writing = false;
    } finally {
      lock.unlock();
    }
  }
}
