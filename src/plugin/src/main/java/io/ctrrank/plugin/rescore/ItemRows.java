package io.ctrrank.plugin.rescore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ctrrank.core.schema.Vocabulary;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.elasticsearch.monitor.jvm.JvmInfo;
import org.jspecify.annotations.Nullable;

/**
 * Remembers by segment and document which row of a model's vocabulary the item has: finding that
 * out means to decompress a block of ids, to make a string and to look it up, which costs more than
 * all other features of the document. Four bytes a document, taken for the documents that searches
 * find, up to a limit; what was not asked for in ten minutes is forgotten. Thread-safe.
 */
public final class ItemRows {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final long PAGE_BYTES = (long) PAGE * Integer.BYTES;

  private final long limit;
  private final AtomicLong bytes = new AtomicLong();
  private final Cache<Key, Segment> segments =
      Caffeine.newBuilder()
          .expireAfterAccess(IDLE)
          .executor(Runnable::run)
          .<Key, Segment>removalListener((key, segment, cause) -> release(segment))
          .build();

  /** Segments do not change, and a vocabulary is that of one loaded model. */
  private record Key(IndexReader.CacheKey segment, String field, Vocabulary vocabulary) {}

  /**
   * @param limit most bytes for all segments together; 0 remembers nothing
   */
  public ItemRows(long limit) {
    this.limit = limit;
  }

  /** Remembers in at most a hundredth of the heap. */
  public static ItemRows ofHeap() {
    return new ItemRows(JvmInfo.jvmInfo().getMem().getHeapMax().getBytes() / 100);
  }

  /** Forgets all, as time does with what is not asked for. */
  void clear() {
    segments.invalidateAll();
  }

  /** Bytes taken. */
  long bytes() {
    return bytes.get();
  }

  /**
   * What is remembered of a segment; null where it has no identity to remember it by, and where the
   * reader does not show the field: field-level security hides it under the same identity.
   */
  @Nullable Segment of(LeafReader reader, String field, Vocabulary vocabulary) {
    IndexReader.CacheHelper core = reader.getCoreCacheHelper();
    return core == null || reader.getFieldInfos().fieldInfo(field) == null
        ? null
        : segments.get(
            new Key(core.getKey(), field, vocabulary), key -> new Segment(reader.maxDoc()));
  }

  private static void release(@Nullable Segment segment) {
    if (segment != null) {
      segment.close();
    }
  }

  /** Rows of the documents of one segment. */
  final class Segment {
    private final AtomicReferenceArray<int @Nullable []> pages;
    private long taken;
    private boolean closed;

    private Segment(int documents) {
      this.pages = new AtomicReferenceArray<>((documents + PAGE - 1) >> PAGE_BITS);
    }

    /** The row of a document, {@link Vocabulary#PADDING} when it is not remembered. */
    int row(int doc) {
      int[] page = pages.get(doc >> PAGE_BITS);
      return page == null ? Vocabulary.PADDING : page[doc & (PAGE - 1)];
    }

    /** Remembers the row of a document, if there is room. */
    void set(int doc, int row) {
      int[] page = page(doc >> PAGE_BITS);
      if (page != null) {
        // Whoever races writes the same.
        page[doc & (PAGE - 1)] = row;
      }
    }

    private int @Nullable [] page(int index) {
      int[] page = pages.get(index);
      return page == null ? newPage(index) : page;
    }

    /** None without room, and none in a segment that was forgotten while a search reads it. */
    private synchronized int @Nullable [] newPage(int index) {
      int[] page = pages.get(index);
      if (page != null || closed) {
        return page;
      }
      if (bytes.addAndGet(PAGE_BYTES) > limit) {
        bytes.addAndGet(-PAGE_BYTES);
        return null;
      }
      taken += PAGE_BYTES;
      int[] made = new int[PAGE];
      pages.set(index, made);
      return made;
    }

    /** Gives the room back. */
    private synchronized void close() {
      bytes.addAndGet(-taken);
      taken = 0;
      closed = true;
    }
  }
}
