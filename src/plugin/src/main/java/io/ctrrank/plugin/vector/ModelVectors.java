package io.ctrrank.plugin.vector;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.encode.EncodeQueue;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.elasticsearch.index.Index;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one model: from the cache, or encoded and then cached. The catalogue of an item is its
 * index, by UUID. Thread-safe.
 */
public final class ModelVectors {
  /** No index has this UUID. */
  private static final String PROFILES = "_profile";

  /** The key of a profile's vector is its text. */
  private static final long NO_FINGERPRINT = 0;

  private final String model;
  private final String embeddingVersion;
  private final EncodeQueue encoder;
  private final VectorCache cache;
  private final EncodeFailures failures;

  ModelVectors(
      ModelManifest manifest, EncodeQueue encoder, VectorCache cache, EncodeFailures failures) {
    this.model = manifest.id();
    this.embeddingVersion = manifest.embedding().orElseThrow().version();
    this.encoder = encoder;
    this.cache = cache;
    this.failures = failures;
  }

  /** The cached vector of an item, whatever version of its document it was made from. */
  public short @Nullable [] newest(Index index, String item) {
    CachedVector cached = cache.get(itemKey(index, item));
    return cached == null ? null : cached.vector();
  }

  /** The cached vector of an item if it was made from the document with this fingerprint. */
  public short @Nullable [] verified(Index index, String item, long fingerprint) {
    return cache.get(itemKey(index, item), fingerprint);
  }

  /**
   * Encodes the text of an item and caches the vector, also when nobody waits for it any more.
   *
   * @return null when the encoder is too busy or fails; completes with a failure only for an {@link
   *     Error}
   */
  public CompletableFuture<short @Nullable []> encode(
      Index index, String item, long fingerprint, String text) {
    return keep(encoder.item(text), itemKey(index, item), fingerprint);
  }

  /** Encodes a text that has no key to be cached under; otherwise as the other one. */
  public CompletableFuture<short @Nullable []> encode(String text) {
    return encoder.item(text).handle(this::vectorOrNull);
  }

  /** The cached vector of a profile text. */
  public short @Nullable [] profile(String text) {
    return cache.get(profileKey(text), NO_FINGERPRINT);
  }

  /** Encodes a profile text and caches the vector; otherwise as {@link #encode(String)}. */
  public CompletableFuture<short @Nullable []> encodeProfile(String text) {
    return keep(encoder.user(text), profileKey(text), NO_FINGERPRINT);
  }

  private CompletableFuture<short @Nullable []> keep(
      CompletableFuture<short[]> encoded, VectorKey key, long fingerprint) {
    return encoded.handle(
        (vector, failure) -> {
          if (vector != null) {
            cache.put(key, new CachedVector(fingerprint, 0, vector));
          }
          return vectorOrNull(vector, failure);
        });
  }

  private short @Nullable [] vectorOrNull(short @Nullable [] vector, @Nullable Throwable failure) {
    if (failure == null) {
      return vector;
    }
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return vectorOrNull(null, failure.getCause());
    }
    if (failure instanceof Error error) {
      throw error;
    }
    failures.add(model, failure);
    return null;
  }

  private VectorKey itemKey(Index index, String item) {
    return new VectorKey(embeddingVersion, index.getUUID(), item);
  }

  private VectorKey profileKey(String text) {
    return new VectorKey(
        embeddingVersion, PROFILES, Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
