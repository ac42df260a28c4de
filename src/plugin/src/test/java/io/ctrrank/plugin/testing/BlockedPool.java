package io.ctrrank.plugin.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * A thread pool of nodes that does nothing until this is closed: whatever is handed to it waits.
 */
public final class BlockedPool implements AutoCloseable {
  private static final int START_SECONDS = 30;

  private final CountDownLatch end = new CountDownLatch(1);

  private BlockedPool() {}

  /**
   * Takes all threads of a pool.
   *
   * @param threads as many as the pool has
   */
  public static BlockedPool take(String pool, int threads, Iterable<ThreadPool> nodes) {
    BlockedPool blocked = new BlockedPool();
    for (ThreadPool node : nodes) {
      CountDownLatch taken = new CountDownLatch(threads);
      for (int i = 0; i < threads; i++) {
        node.executor(pool).execute(() -> blocked.holdAfter(taken));
      }
      await(taken);
    }
    return blocked;
  }

  private void holdAfter(CountDownLatch taken) {
    taken.countDown();
    await(end);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(START_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a blocked pool was waited for too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Lets the pool go on. */
  @Override
  public void close() {
    end.countDown();
  }
}
