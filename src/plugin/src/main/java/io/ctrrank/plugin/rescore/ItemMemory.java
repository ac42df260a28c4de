package io.ctrrank.plugin.rescore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.plugin.rescore.DocumentPages.Room;
import io.ctrrank.runtime.cache.HeldVector;
import java.time.Duration;
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
 * for each of the two.
 *
 * <p>Likewise which of the vectors in this process is that of the document's text. A document of a
 * segment never changes, so what was verified once stays so, and needs neither a fingerprint nor a
 * look-up by id, each of which waits for memory several times. Eight bytes a document and space of
 * vectors near those that are found, and 48 more for each of these, up to a limit of their own; the
 * vectors themselves are the cache's, which lets them go as before.
 *
 * <p>What was not asked for in ten minutes is forgotten, and segments that are gone. Thread-safe.
 */
public final class ItemMemory {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int PAGE = DocumentPages.PAGE;
  private static final long ROW_BYTES = Integer.BYTES;

  /** References take four bytes in small heaps and eight in others. */
  private static final long SLOT_BYTES = Long.BYTES;

  /** A string, its array, and what either is rounded up by. */
  private static final long ID_BYTES = 48;

  /** What is left of a vector that the cache has let go. */
  private static final long VECTOR_BYTES = 48;

  private final Room roomForRows;
  private final Room roomForIds;
  private final Room roomForVectors;
  private final Cache<RowsKey, Rows> rows = cache();
  private final Cache<IdsKey, Ids> ids = cache();
  private final Cache<VectorsKey, Vectors> vectors = cache();

  /** One, which a segment keeps once, however often it is told. */
  private final IndexReader.ClosedListener gone = this::forget;

  /** Segments do not change, and a vocabulary is that of one loaded model. */
  private record RowsKey(IndexReader.CacheKey segment, String field, Vocabulary vocabulary) {}

  private record IdsKey(IndexReader.CacheKey segment, String field) {}

  /** An index may come under the name of another catalogue, whose vectors are others. */
  private record VectorsKey(
      IndexReader.CacheKey segment, String catalogue, String embeddingVersion) {}

  /**
   * @param limit most bytes for the rows of all segments together, as many for their ids, and as
   *     many for what leads to their vectors; 0 remembers nothing
   */
  public ItemMemory(long limit) {
    this.roomForRows = new Room(limit);
    this.roomForIds = new Room(limit);
    this.roomForVectors = new Room(limit);
  }

  /** Remembers in at most three hundredths of the heap, one for rows, ids and vectors each. */
  public static ItemMemory ofHeap() {
    return new ItemMemory(JvmInfo.jvmInfo().getMem().getHeapMax().getBytes() / 100);
  }

  private static <K, P extends DocumentPages<?>> Cache<K, P> cache() {
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
    vectors.invalidateAll();
  }

  /** Bytes taken. */
  long bytes() {
    return roomForRows.taken() + roomForIds.taken() + roomForVectors.taken();
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
        rows.get(
            new RowsKey(segment, field, vocabulary),
            key -> untilGone(core, new Rows(documents, roomForRows))),
        ids.get(
            new IdsKey(segment, field), key -> untilGone(core, new Ids(documents, roomForIds))));
  }

  /**
   * Which vectors of a space and catalogue the documents of a segment have; null where it has no
   * identity. For callers who may see the texts that the vectors are of.
   */
  @Nullable Vectors vectors(LeafReader reader, String catalogue, String embeddingVersion) {
    IndexReader.CacheHelper core = reader.getCoreCacheHelper();
    if (core == null) {
      return null;
    }
    int documents = reader.maxDoc();
    return vectors.get(
        new VectorsKey(core.getKey(), catalogue, embeddingVersion),
        key -> untilGone(core, new Vectors(documents, roomForVectors)));
  }

  /** Pages of a segment that are forgotten when it is gone, by a merge or with its index. */
  private <P> P untilGone(IndexReader.CacheHelper core, P pages) {
    core.addClosedListener(gone);
    return pages;
  }

  private void forget(IndexReader.CacheKey segment) {
    rows.asMap().keySet().removeIf(key -> key.segment() == segment);
    ids.asMap().keySet().removeIf(key -> key.segment() == segment);
    vectors.asMap().keySet().removeIf(key -> key.segment() == segment);
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

  private static final class Rows extends DocumentPages<int[]> {
    Rows(int documents, Room room) {
      super(documents, room);
    }

    @Override
    int[] newPage(int size) {
      return new int[size];
    }

    int get(int doc) {
      int[] page = page(doc);
      return page == null ? Vocabulary.PADDING : page[doc & (PAGE - 1)];
    }

    void set(int doc, int row) {
      int[] page = pageToSet(doc, ROW_BYTES);
      if (page != null) {
        // Whoever races writes the same.
        page[doc & (PAGE - 1)] = row;
      }
    }
  }

  private static final class Ids extends DocumentPages<@Nullable String[]> {
    Ids(int documents, Room room) {
      super(documents, room);
    }

    @Override
    @Nullable String[] newPage(int size) {
      return new String[size];
    }

    @Nullable String get(int doc) {
      @Nullable String[] page = page(doc);
      return page == null ? null : page[doc & (PAGE - 1)];
    }

    void set(int doc, String id) {
      @Nullable String[] page = pageToSet(doc, SLOT_BYTES);
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

  /** The vectors of the documents of one segment. */
  static final class Vectors extends DocumentPages<@Nullable HeldVector[]> {
    private Vectors(int documents, Room room) {
      super(documents, room);
    }

    @Override
    @Nullable HeldVector[] newPage(int size) {
      return new HeldVector[size];
    }

    /** The vector of a document's text, which may not be held any more; null if not remembered. */
    @Nullable HeldVector get(int doc) {
      @Nullable HeldVector[] page = page(doc);
      return page == null ? null : page[doc & (PAGE - 1)];
    }

    /** Remembers a vector that was made from the document's text. */
    void set(int doc, HeldVector held) {
      @Nullable HeldVector[] page = pageToSet(doc, SLOT_BYTES);
      int place = doc & (PAGE - 1);
      if (page == null || page[place] == held) {
        return;
      }
      if (page[place] != null) {
        page[place] = held;
      } else if (room().has(VECTOR_BYTES)) {
        setFirst(page, place, held);
      }
    }

    private synchronized void setFirst(@Nullable HeldVector[] page, int place, HeldVector held) {
      if (page[place] != null || take(VECTOR_BYTES)) {
        page[place] = held;
      }
    }
  }
}
