package io.ctrrank.plugin.vector;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.plugin.index.Catalogue;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.encode.EncodeQueue;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Vectors of one model: from the cache, or encoded and then cached. Thread-safe. */
public final class ModelVectors {
  /** The key of a profile's vector is its text. */
  private static final long NO_FINGERPRINT = 0;

  private final String model;
  private final String embeddingVersion;
  private final EncodeQueue encoder;
  private final VectorCache cache;
  private final EncodeFailures failures;
  private final LongSupplier clock;

  ModelVectors(
      ModelManifest manifest,
      EncodeQueue encoder,
      VectorCache cache,
      EncodeFailures failures,
      LongSupplier clock) {
    this.model = manifest.id();
    this.embeddingVersion = manifest.embedding().orElseThrow().version();
    this.encoder = encoder;
    this.cache = cache;
    this.failures = failures;
    this.clock = clock;
  }

  /** The time to stamp texts with that are read from now on. */
  public long now() {
    return clock.getAsLong();
  }

  /**
   * The newest of the cached vectors that an item has in several catalogues, whatever text each was
   * made from; of two of one time that of the first catalogue.
   */
  public short @Nullable [] newest(Collection<Catalogue> catalogues, String item) {
    CachedVector newest = null;
    for (Catalogue catalogue : catalogues) {
      CachedVector cached = cache.get(itemKey(catalogue, item));
      if (cached != null && (newest == null || cached.stamp() > newest.stamp())) {
        newest = cached;
      }
    }
    return newest == null ? null : newest.vector();
  }

  /** The cached vector of an item if it was made from the text with this fingerprint. */
  public short @Nullable [] verified(Catalogue catalogue, String item, long fingerprint) {
    return cache.get(itemKey(catalogue, item), fingerprint);
  }

  /**
   * Encodes the text of an item and caches the vector, also when nobody waits for it any more.
   *
   * @return null when the encoder is too busy or fails; completes with a failure only for an {@link
   *     Error}
   */
  public CompletableFuture<short @Nullable []> encode(
      Catalogue catalogue, String item, ReadText text) {
    return keep(
        encoder.item(text.text()), itemKey(catalogue, item), text.fingerprint(), text.stamp());
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
    return keep(encoder.user(text), profileKey(text), NO_FINGERPRINT, now());
  }

  private CompletableFuture<short @Nullable []> keep(
      CompletableFuture<short[]> encoded, VectorKey key, long fingerprint, long stamp) {
    return encoded.handle(
        (vector, failure) -> {
          if (vector != null) {
            cache.put(key, new CachedVector(fingerprint, stamp, vector));
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

  private VectorKey itemKey(Catalogue catalogue, String item) {
    return new VectorKey(embeddingVersion, catalogue.name(), item);
  }

  private VectorKey profileKey(String text) {
    return new VectorKey(
        embeddingVersion,
        Catalogue.PROFILES.name(),
        Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
