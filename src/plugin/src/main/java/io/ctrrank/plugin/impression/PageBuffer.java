package io.ctrrank.plugin.impression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pages that wait to be written, and those that are being written: not more than so many bytes of
 * both. Nobody waits for anybody. Thread-safe.
 */
final class PageBuffer {
  private final long mostBytes;
  private final long batchBytes;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();

  /**
   * @param mostBytes what finds a last byte free comes in, too
   * @param batchBytes after which a batch takes no further page
   */
  PageBuffer(long mostBytes, long batchBytes) {
    this.mostBytes = mostBytes;
    this.batchBytes = batchBytes;
  }

  private record Waiting(byte[] page, int hits) {}

  /**
   * Pages that are written together.
   *
   * @param pages in bytes, in the order in which they came
   * @param hits on all of them
   * @param bytes of all of them
   */
  record Batch(List<byte[]> pages, int hits, long bytes) {}

  /** Takes a page, unless the buffer is full. */
  boolean offer(byte[] page, int hits) {
    if (bytes.getAndAdd(page.length) >= mostBytes) {
      bytes.addAndGet(-page.length);
      return false;
    }
    queue.add(new Waiting(page, hits));
    waiting.addAndGet(page.length);
    return true;
  }

  /** Whether enough waits for a batch. */
  boolean hasBatch() {
    return waiting.get() >= batchBytes;
  }

  /** What is to be written next; its bytes count until they are {@linkplain #release released}. */
  Optional<Batch> poll() {
    List<byte[]> pages = new ArrayList<>();
    int hits = 0;
    long size = 0;
    while (size < batchBytes) {
      Waiting next = queue.poll();
      if (next == null) {
        break;
      }
      pages.add(next.page());
      hits += next.hits();
      size += next.page().length;
    }
    waiting.addAndGet(-size);
    return pages.isEmpty() ? Optional.empty() : Optional.of(new Batch(pages, hits, size));
  }

  /** Nothing of a batch is kept any more. */
  void release(Batch batch) {
    bytes.addAndGet(-batch.bytes());
  }
}
