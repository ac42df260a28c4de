package io.ctrrank.plugin.rescore;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the documents of a segment, in pages that are made when needed and while
 * there is room. Thread-safe.
 *
 * @param <P> a page
 */
abstract class DocumentPages<P> {
  private static final int PAGE_BITS = 8;

  /** Documents of a page. */
  static final int PAGE = 1 << PAGE_BITS;

  private final AtomicReferenceArray<@Nullable P> pages;
  private final int documents;
  private final Room room;
  private long taken;
  private boolean closed;

  DocumentPages(int documents, Room room) {
    this.pages = new AtomicReferenceArray<>((documents + PAGE - 1) >> PAGE_BITS);
    this.documents = documents;
    this.room = room;
  }

  /** A page of so many documents: {@link #PAGE}, fewer for the last of a segment. */
  abstract P newPage(int size);

  final Room room() {
    return room;
  }

  final @Nullable P page(int doc) {
    return pages.get(doc >> PAGE_BITS);
  }

  /** The page of a document, made if need be and if there is room for it. */
  final @Nullable P pageToSet(int doc, long bytesADocument) {
    P page = page(doc);
    if (page != null) {
      return page;
    }
    int size = Math.min(PAGE, documents - (doc >> PAGE_BITS << PAGE_BITS));
    return room.has(size * bytesADocument) ? madePage(doc, size, size * bytesADocument) : null;
  }

  private synchronized @Nullable P madePage(int doc, int size, long bytes) {
    P page = page(doc);
    if (page == null && take(bytes)) {
      page = newPage(size);
      pages.set(doc >> PAGE_BITS, page);
    }
    return page;
  }

  /** No room in a segment that was forgotten while a search reads it. */
  final synchronized boolean take(long bytes) {
    if (closed || !room.take(bytes)) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Gives the room back. */
  final synchronized void close() {
    room.bytes.addAndGet(-taken);
    taken = 0;
    closed = true;
  }

  /** How much may be taken, and is. */
  static final class Room {
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    Room(long limit) {
      this.limit = limit;
    }

    /** Whether there seems to be room, which costs nobody else anything to ask. */
    boolean has(long more) {
      return bytes.get() + more <= limit;
    }

    long taken() {
      return bytes.get();
    }

    boolean take(long more) {
      if (bytes.addAndGet(more) > limit) {
        bytes.addAndGet(-more);
        return false;
      }
      return true;
    }
  }
}
