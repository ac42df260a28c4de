package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.vector.Fingerprint;
import io.ctrrank.plugin.vector.ModelVectors;
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
import org.elasticsearch.index.Index;
import org.jspecify.annotations.Nullable;

/**
 * Gives the candidates of a window their vectors: cached ones that match the documents' versions,
 * the rest encoded from the documents' texts. Waits for the encoder, as long as the search may
 * live; a text it does not take leaves the model's fallback vector. Used by one thread.
 */
final class TargetVectors {
  private static final long LOOK_UP_MILLIS = 20;

  private final ModelVectors vectors;
  private final Index index;
  private final Fingerprint fingerprint;
  private final LeafWalk walk;
  private final Runnable cancellation;

  /**
   * @param cancellation throws when the search was cancelled or its time is over
   */
  TargetVectors(ModelVectors vectors, Index index, LeafWalk walk, Runnable cancellation) {
    this.vectors = vectors;
    this.index = index;
    this.fingerprint = Fingerprint.ofIndex(index.getUUID());
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
    return item == null || candidates.version(row) == Candidates.NO_VERSION
        ? null
        : vectors.verified(index, item, fingerprint.ofVersion(candidates.version(row)));
  }

  private void encode(Candidates candidates, BitSet missing, Texts texts) throws IOException {
    Map<Integer, CompletableFuture<short @Nullable []>> encoding = new HashMap<>();
    walk.visit(
        candidates.docs(),
        missing::get,
        leaf ->
            (row, doc) -> {
              String text = texts.read(leaf, doc);
              if (!text.isEmpty()) {
                encoding.put(row, encode(candidates, row, text));
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
      Candidates candidates, int row, String text) {
    String item = candidates.item(row);
    long version = candidates.version(row);
    return item == null || version == Candidates.NO_VERSION
        ? vectors.encode(text)
        : vectors.encode(index, item, fingerprint.ofVersion(version), text);
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
