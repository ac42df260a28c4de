package io.ctrrank.plugin.rescore;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.plugin.budget.WaitingRoom;
import io.ctrrank.plugin.budget.WaitingRoom.Seat;
import io.ctrrank.plugin.index.Catalogue;
import io.ctrrank.plugin.stats.Fallback;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.ReadText;
import io.ctrrank.runtime.tier.WantedVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.ElasticsearchException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the candidates of a window their vectors, tier by tier: those in this process, then one
 * question to the shared store, then the encoder. All of them match the documents' texts. What is
 * not there when the time is over is left with the model's fallback vector, and comes later for
 * other searches. Used by one thread, for one window.
 */
final class TargetVectors {
  /** How often a thread that waits looks whether its search was cancelled. */
  private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * So many texts are read whatever time it is, which takes a few milliseconds: what a search that
   * is late hands to the encoder is there for the next one.
   */
  private static final int TEXTS_IN_ANY_CASE = 256;

  private final ModelVectors vectors;
  private final Catalogue catalogue;
  private final ItemMemory memory;
  private final LeafWalk walk;
  private final Runnable cancellation;
  private final WaitingRoom room;
  private final Deadline deadline;

  private final Map<Fallback, Integer> fallbacks = new EnumMap<>(Fallback.class);
  private long waited;

  /**
   * @param memory where it is remembered which vectors the documents have
   * @param cancellation throws when the search was cancelled or its time is over
   * @param room where threads wait for the encoder
   * @param deadline until when
   */
  TargetVectors(
      ModelVectors vectors,
      Catalogue catalogue,
      ItemMemory memory,
      LeafWalk walk,
      Runnable cancellation,
      WaitingRoom room,
      Deadline deadline) {
    this.vectors = vectors;
    this.catalogue = catalogue;
    this.memory = memory;
    this.walk = walk;
    this.cancellation = cancellation;
    this.room = room;
    this.deadline = deadline;
  }

  /** Reads the texts of documents. */
  @FunctionalInterface
  interface Texts {
    /** The text of a document, empty when it has none. */
    String read(LeafReaderContext leaf, int docInLeaf) throws IOException;
  }

  /**
   * Sets the vectors.
   *
   * @param texts opened when, and only when, some are needed
   */
  void fill(Candidates candidates, Supplier<Texts> texts) throws IOException {
    BitSet missing = lookUp(candidates);
    if (!missing.isEmpty() && vectors.hasStore()) {
      askStore(candidates, missing);
    }
    if (!missing.isEmpty()) {
      encode(candidates, missing, texts.get());
    }
  }

  /** Hits that have the fallback vector, by reason. */
  Map<Fallback, Integer> fallbacks() {
    return fallbacks;
  }

  /** Nanoseconds that the thread waited for store and encoder. */
  long waited() {
    return waited;
  }

  /** Looks vectors up of those that have none yet. */
  private BitSet lookUp(Candidates candidates) throws IOException {
    BitSet missing = new BitSet(candidates.size());
    @Nullable HeldVector[] found = new HeldVector[candidates.size()];
    int remembered = 0;
    for (int row = 0; row < found.length; row++) {
      if (candidates.source(row) == VectorSource.CACHED) {
        remembered++;
        continue;
      }
      String item = candidates.item(row);
      HeldVector held =
          item == null || !candidates.hasFingerprint(row)
              ? null
              : vectors.held(catalogue.name(), item, candidates.fingerprint(row));
      short[] vector = held == null ? null : held.vector();
      if (vector == null) {
        missing.set(row);
      } else {
        found[row] = held;
        candidates.setVector(row, vector, VectorSource.CACHED);
      }
    }
    vectors.addRemembered(remembered);
    remember(candidates, found);
    return missing;
  }

  private void remember(Candidates candidates, @Nullable HeldVector[] found) throws IOException {
    walk.visit(
        candidates.docs(),
        row -> found[row] != null,
        leaf -> {
          ItemMemory.Vectors remembered =
              memory.vectors(leaf.reader(), catalogue.name(), vectors.embeddingVersion());
          return (row, doc) -> {
            HeldVector held = found[row];
            if (remembered != null && held != null) {
              remembered.set(doc, held);
            }
          };
        });
  }

  private void askStore(Candidates candidates, BitSet missing) {
    int[] rows = missing.stream().filter(row -> hasKey(candidates, row)).toArray();
    if (rows.length == 0 || deadline.isOver()) {
      return;
    }
    List<WantedVector> wanted = new ArrayList<>(rows.length);
    for (int row : rows) {
      String item = candidates.item(row);
      if (item != null) {
        wanted.add(new WantedVector(catalogue.name(), item, candidates.fingerprint(row)));
      }
    }
    long start = System.nanoTime();
    Optional<ModelVectors.Stored> stored = vectors.stored(wanted, deadline);
    waited += System.nanoTime() - start;
    if (stored.isPresent()) {
      for (int i = 0; i < rows.length; i++) {
        short[] vector = stored.get().vectors().get(i);
        if (vector != null) {
          candidates.setVector(rows[i], vector, VectorSource.STORED);
          missing.clear(rows[i]);
        }
      }
    }
  }

  private static boolean hasKey(Candidates candidates, int row) {
    return candidates.item(row) != null && candidates.hasFingerprint(row);
  }

  private void encode(Candidates candidates, BitSet missing, Texts texts) throws IOException {
    Map<Integer, CompletableFuture<short @Nullable []>> encoding = new HashMap<>();
    BitSet unread = (BitSet) missing.clone();
    int[] read = {0};
    long stamp = vectors.now();
    walk.visit(
        candidates.docs(),
        row -> missing.get(row) && (read[0] < TEXTS_IN_ANY_CASE || !deadline.isOver()),
        leaf ->
            (row, doc) -> {
              read[0]++;
              unread.clear(row);
              String text = texts.read(leaf, doc);
              if (!text.isEmpty()) {
                encoding.put(row, encode(candidates, row, text, stamp));
              }
            });
    Fallback late =
        await(CompletableFuture.allOf(encoding.values().toArray(CompletableFuture[]::new)));
    missing.stream()
        .forEach(row -> deliver(candidates, row, encoding.get(row), unread.get(row), late));
  }

  private CompletableFuture<short @Nullable []> encode(
      Candidates candidates, int row, String text, long stamp) {
    String item = candidates.item(row);
    return item == null || !candidates.hasFingerprint(row)
        ? vectors.encode(text)
        : vectors.encode(
            catalogue.name(), item, new ReadText(text, candidates.fingerprint(row), stamp));
  }

  private void deliver(
      Candidates candidates,
      int row,
      @Nullable CompletableFuture<short @Nullable []> encoded,
      boolean unread,
      Fallback late) {
    short[] vector =
        encoded == null || encoded.isCompletedExceptionally() ? null : encoded.getNow(null);
    if (vector != null) {
      candidates.setVector(row, vector, VectorSource.ENCODED);
      return;
    }
    Fallback reason =
        unread
            ? late
            : encoded == null ? Fallback.NO_TEXT : encoded.isDone() ? Fallback.NOT_ENCODED : late;
    fallbacks.merge(reason, 1, Integer::sum);
    candidates.setVector(row, null, VectorSource.FALLBACK);
  }

  /**
   * Waits until all are encoded or the time is over.
   *
   * @return why what is not there by then is not
   */
  private Fallback await(CompletableFuture<Void> all) {
    if (!all.isDone() && !deadline.isOver()) {
      try (Seat seat = room.tryEnter()) {
        if (seat == null) {
          return Fallback.NOT_AWAITED;
        }
        long start = System.nanoTime();
        try {
          awaitSeated(all);
        } finally {
          waited += System.nanoTime() - start;
        }
      }
    }
    if (all.isDone()) {
      rethrow(all);
    }
    return Fallback.LATE;
  }

  private void awaitSeated(CompletableFuture<Void> all) {
    for (long left = deadline.remainingNanos(); left > 0; left = deadline.remainingNanos()) {
      try {
        all.get(Math.min(left, LOOK_UP_NANOS), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        cancellation.run();
      } catch (ExecutionException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ElasticsearchException("interrupted while encoding hits of rescorer [ctr]", e);
      }
    }
  }

  /** Only an {@link Error} ends as a failure. */
  private static void rethrow(CompletableFuture<Void> all) {
    if (all.isCompletedExceptionally()) {
      throw new ElasticsearchException(
          "encoding the hits of rescorer [ctr] failed", all.exceptionNow());
    }
  }
}
