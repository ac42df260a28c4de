package io.ctrrank.trainer.bundle;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.trainer.text.EncoderSource;
import io.ctrrank.trainer.text.PooledEncoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * A bundle's own way from texts to adapted vectors, as a source for the vector store. Where texts
 * are cut is the bundle's business, not the caller's.
 *
 * @param embedding names the vectors
 * @param kind {@code item} or {@code user}: the two have adaptors of their own
 * @param queue the bundle's encoder; stays the caller's
 * @param encode asks the queue for one text
 */
record BundleEncoderSource(
    EmbeddingManifest embedding,
    String kind,
    EncodeQueue queue,
    BiFunction<EncodeQueue, String, CompletableFuture<short[]>> encode)
    implements EncoderSource {

  static BundleEncoderSource items(EmbeddingManifest embedding, EncodeQueue queue) {
    return new BundleEncoderSource(embedding, "item", queue, EncodeQueue::item);
  }

  static BundleEncoderSource profiles(EmbeddingManifest embedding, EncodeQueue queue) {
    return new BundleEncoderSource(embedding, "user", queue, EncodeQueue::user);
  }

  @Override
  public String space() {
    return embedding.version() + " " + kind + " adapted";
  }

  @Override
  public int dimension() {
    return embedding.dimension();
  }

  @Override
  public PooledEncoder open() {
    return new PooledEncoder() {
      @Override
      public float[][] pooled(List<String> texts, int maxTokens) {
        List<CompletableFuture<short[]>> waiting =
            texts.stream().map(text -> encode.apply(queue, text)).toList();
        return waiting.stream()
            .map(CompletableFuture::join)
            .map(Fp16::decode)
            .toArray(float[][]::new);
      }

      @Override
      public void close() {
        // The queue belongs to the loaded model.
      }
    };
  }
}
