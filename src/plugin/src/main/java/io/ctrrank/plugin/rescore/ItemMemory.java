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
 * Remembers by segment and document what its item id says: which row of a model's vocabulary the
 * item has, and the id itself where the vocabulary does not list it. Finding that out means to
 * decompress a block of ids, to make a string and to look it up, which costs more than all other
 * features of the document. Four bytes a document and model, and some 60 for an id that is not
 * listed, whatever the number of models; taken for the documents that searches find, up to a limit
 * for each of the two. What was not asked for in ten minutes is forgotten. Thread-safe.
 */
public final class ItemMemory {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final long ROWS_BYTES = (long) PAGE * Integer.BYTES;

  /** References take four bytes in small heaps and eight in others. */
  private static final long IDS_BYTES = (long) PAGE * Long.BYTES;

  /** A string, its array, and what either is rounded up by. */
  private static final long ID_BYTES = 48;

  private final Room roomForRows;
  private final Room roomForIds;
  private final Cache<RowsKey, Rows> rows = cache();
  private final Cache<IdsKey, Ids> ids = cache();

  /** Segments do not change, and a vocabulary is that of one loaded model. */
  private record RowsKey(IndexReader.CacheKey segment, String field, Vocabulary vocabulary) {}

  private record IdsKey(IndexReader.CacheKey segment, String field) {}

  /**
   * @param limit most bytes for the rows of all segments together, and as many for their ids; 0
   *     remembers nothing
   */
  public ItemMemory(long limit) {
    this.roomForRows = new Room(limit);
    this.roomForIds = new Room(limit);
  }

  /** Remembers in at most two hundredths of the heap, one for rows and one for ids. */
  public static ItemMemory ofHeap() {
    return new ItemMemory(JvmInfo.jvmInfo().getMem().getHeapMax().getBytes() / 100);
  }

  private static <K, P extends Pages<?>> Cache<K, P> cache() {
    return Caffeine.newBuilder()
        .expireAfterAccess(IDLE)
        .executor(Runnable::run)
        .<K, P>removalListener(
            (key, pages, cause) -> {
              if (pages != null) {
                pages.close();
              }
            })
        .build();
  }

  /** Forgets all, as time does with what is not asked for. */
  void clear() {
    rows.invalidateAll();
    ids.invalidateAll();
  }

  /** Bytes taken. */
  long bytes() {
    return roomForRows.bytes.get() + roomForIds.bytes.get();
  }

  /**
   * What is remembered of a segment; null where it has no identity to remember it by, and where the
   * reader does not show the field: field-level security hides it under the same identity.
   */
  @Nullable Segment of(LeafReader reader, String field, Vocabulary vocabulary) {
    IndexReader.CacheHelper core = reader.getCoreCacheHelper();
    if (core == null || reader.getFieldInfos().fieldInfo(field) == null) {
      return null;
    }
    IndexReader.CacheKey segment = core.getKey();
    int documents = reader.maxDoc();
    return new Segment(
        rows.get(new RowsKey(segment, field, vocabulary), key -> new Rows(documents, roomForRows)),
        ids.get(new IdsKey(segment, field), key -> new Ids(documents, roomForIds)));
  }

  /** The items of the documents of one segment, as one model sees them. */
  static final class Segment {
    private final Rows rows;
    private final Ids ids;

    private Segment(Rows rows, Ids ids) {
      this.rows = rows;
      this.ids = ids;
    }

    /** The row of a document's item, {@link Vocabulary#PADDING} when it is not remembered. */
    int row(int doc) {
      return rows.get(doc);
    }

    /** The id of a document's item, null when it is not remembered. */
    @Nullable String id(int doc) {
      return ids.get(doc);
    }

    /** Remembers the row of a document's item, and the id if the row does not tell it. */
    void set(int doc, int row, String id) {
      rows.set(doc, row);
      if (row == Vocabulary.OUT_OF_VOCABULARY) {
        ids.set(doc, id);
      }
    }
  }

  /** How much may be taken, and is. */
  private static final class Room {
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    Room(long limit) {
      this.limit = limit;
    }

    /** Whether there seems to be room, which costs nobody else anything to ask. */
    boolean has(long more) {
      return bytes.get() + more <= limit;
    }

    boolean take(long more) {
      if (bytes.addAndGet(more) > limit) {
        bytes.addAndGet(-more);
        return false;
      }
      return true;
    }
  }

  /** What is remembered of the documents of a segment, in pages that are made when needed. */
  private abstract static class Pages<P> {
    private final AtomicReferenceArray<@Nullable P> pages;
    private final Room room;
    private long taken;
    private boolean closed;

    Pages(int documents, Room room) {
      this.pages = new AtomicReferenceArray<>((documents + PAGE - 1) >> PAGE_BITS);
      this.room = room;
    }

    abstract P newPage();

    final Room room() {
      return room;
    }

    final @Nullable P page(int doc) {
      return pages.get(doc >> PAGE_BITS);
    }

    /** The page of a document, made if need be and if there is room for it. */
    final @Nullable P pageToSet(int doc, long pageBytes) {
      P page = page(doc);
      return page == null && room.has(pageBytes) ? madePage(doc, pageBytes) : page;
    }

    private synchronized @Nullable P madePage(int doc, long pageBytes) {
      P page = page(doc);
      if (page == null && take(pageBytes)) {
        page = newPage();
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
  }

  private static final class Rows extends Pages<int[]> {
    Rows(int documents, Room room) {
      super(documents, room);
    }

    @Override
    int[] newPage() {
      return new int[PAGE];
    }

    int get(int doc) {
      int[] page = page(doc);
      return page == null ? Vocabulary.PADDING : page[doc & (PAGE - 1)];
    }

    void set(int doc, int row) {
      int[] page = pageToSet(doc, ROWS_BYTES);
      if (page != null) {
        // Whoever races writes the same.
        page[doc & (PAGE - 1)] = row;
      }
    }
  }

  private static final class Ids extends Pages<@Nullable String[]> {
    Ids(int documents, Room room) {
      super(documents, room);
    }

    @Override
    @Nullable String[] newPage() {
      return new String[PAGE];
    }

    @Nullable String get(int doc) {
      @Nullable String[] page = page(doc);
      return page == null ? null : page[doc & (PAGE - 1)];
    }

    void set(int doc, String id) {
      @Nullable String[] page = pageToSet(doc, IDS_BYTES);
      int place = doc & (PAGE - 1);
      long bytes = ID_BYTES + 2L * id.length();
      if (page != null && page[place] == null && room().has(bytes)) {
        set(page, place, id, bytes);
      }
    }

    private synchronized void set(@Nullable String[] page, int place, String id, long bytes) {
      if (page[place] == null && take(bytes)) {
        page[place] = id;
      }
    }
  }
}
