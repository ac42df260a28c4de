package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.index.Catalogue;
import io.ctrrank.plugin.vector.ModelVectors;
import io.ctrrank.plugin.vector.ReadText;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.ElasticsearchException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the candidates of a window their vectors: cached ones that match the documents' texts, the
 * rest encoded from the documents' texts. Waits for the encoder, as long as the search may live; a
 * text it does not take leaves the model's fallback vector. Used by one thread.
 */
final class TargetVectors {
  private static final long LOOK_UP_MILLIS = 20;

  private final ModelVectors vectors;
  private final Catalogue catalogue;
  private final LeafWalk walk;
  private final Runnable cancellation;

  /**
   * @param cancellation throws when the search was cancelled or its time is over
   */
  TargetVectors(ModelVectors vectors, Catalogue catalogue, LeafWalk walk, Runnable cancellation) {
    this.vectors = vectors;
    this.catalogue = catalogue;
    this.walk = walk;
    this.cancellation = cancellation;
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
    BitSet missing = new BitSet(candidates.size());
    for (int row = 0; row < candidates.size(); row++) {
      short[] vector = cached(candidates, row);
      if (vector == null) {
        missing.set(row);
      } else {
        candidates.setVector(row, vector, VectorSource.CACHED);
      }
    }
    if (!missing.isEmpty()) {
      encode(candidates, missing, texts.get());
    }
  }

  private short @Nullable [] cached(Candidates candidates, int row) {
    String item = candidates.item(row);
    return item == null || !candidates.hasFingerprint(row)
        ? null
        : vectors.verified(catalogue, item, candidates.fingerprint(row));
  }

  private void encode(Candidates candidates, BitSet missing, Texts texts) throws IOException {
    Map<Integer, CompletableFuture<short @Nullable []>> encoding = new HashMap<>();
    long stamp = vectors.now();
    walk.visit(
        candidates.docs(),
        missing::get,
        leaf ->
            (row, doc) -> {
              String text = texts.read(leaf, doc);
              if (!text.isEmpty()) {
                encoding.put(row, encode(candidates, row, text, stamp));
              }
            });
    await(CompletableFuture.allOf(encoding.values().toArray(CompletableFuture[]::new)));
    missing.stream()
        .forEach(
            row -> {
              CompletableFuture<short @Nullable []> encoded = encoding.get(row);
              short[] vector = encoded == null ? null : encoded.join();
              candidates.setVector(
                  row, vector, vector == null ? VectorSource.FALLBACK : VectorSource.ENCODED);
            });
  }

  private CompletableFuture<short @Nullable []> encode(
      Candidates candidates, int row, String text, long stamp) {
    String item = candidates.item(row);
    return item == null || !candidates.hasFingerprint(row)
        ? vectors.encode(text)
        : vectors.encode(catalogue, item, new ReadText(text, candidates.fingerprint(row), stamp));
  }

  private void await(CompletableFuture<Void> all) {
    while (true) {
      try {
        all.get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        cancellation.run();
      } catch (ExecutionException e) {
        throw new ElasticsearchException(
            "encoding the hits of rescorer [ctr] failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ElasticsearchException("interrupted while encoding hits of rescorer [ctr]", e);
      }
    }
  }
}
