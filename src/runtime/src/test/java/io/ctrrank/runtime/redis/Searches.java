package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads windows of vectors all the time, on some threads, and remembers how that went. */
final class Searches implements AutoCloseable {
  private static final int THREADS = 3;
  private static final int WINDOW = 60;

  private final RedisStore store;
  private final Duration budget;
  private final List<VectorKey> keys = Vectors.keys(WINDOW);
  private final List<Thread> threads = new ArrayList<>();
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger whole = new AtomicInteger();
  private final Map<StoreStatus, Integer> statuses =
      Collections.synchronizedMap(new EnumMap<>(StoreStatus.class));
  private volatile boolean over;

  /** Begins; {@code store} has the vectors of the first items, or is about to. */
  Searches(RedisStore store, Duration budget) {
    this.store = store;
    this.budget = budget;
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(this::read));
    }
  }

  /** Waits until so many more windows came whole. */
  void awaitWhole(int more) throws InterruptedException {
    int enough = whole.get() + more;
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (whole.get() < enough) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "no whole window in 30 s: " + statuses + ", " + store.stats());
      }
      Thread.sleep(5);
    }
  }

  /** Ends. */
  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Vectors of other items than were asked for; none if all is well. */
  List<String> wrong() {
    return wrong;
  }

  /** How often a question ended so. */
  int count(StoreStatus status) {
    return statuses.getOrDefault(status, 0);
  }

  /** The time that all but one in a thousand took at most. */
  Duration slowest() {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return Duration.ofNanos(sorted.get((int) (sorted.size() * 999L / 1_000)));
  }

  private void read() {
    while (!over) {
      long start = System.nanoTime();
      FoundVectors found = store.get(keys, Deadline.after(budget));
      nanos.add(System.nanoTime() - start);
      statuses.merge(found.status(), 1, Integer::sum);
      int there = 0;
      for (int item = 0; item < WINDOW; item++) {
        CachedVector vector = found.vectors().get(item);
        there += vector == null ? 0 : 1;
        if (vector != null && vector.fingerprint() != item) {
          wrong.add("asked for " + item + ", got " + vector.fingerprint());
        }
      }
      if (there == WINDOW) {
        whole.incrementAndGet();
      }
      try {
        // Those that are turned away at once are a million a second, and prove nothing.
        Thread.sleep(2);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
