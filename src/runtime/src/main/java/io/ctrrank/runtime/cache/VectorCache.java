package io.ctrrank.runtime.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Adapted item vectors in this process, bounded in bytes; admission and eviction by W-TinyLFU.
 * Thread-safe.
 */
public final class VectorCache {
  /**
   * Heap that an entry takes beyond the bytes of its item id and the components of its vector: map
   * node, key, value, two array headers. {@code VectorCacheCostIT} measures it; what names version
   * and catalogue is shared.
   */
  static final int ENTRY_BYTES = 192;

  private final Cache<PackedKey, CachedVector> vectors;
  private final Interner<PackedKey.Space> spaces = Interner.newWeakInterner();

  /** Most keys have this one. */
  private volatile PackedKey.@Nullable Space recent;

  private final LongAdder stale = new LongAdder();
  private final boolean keepsNothing;

  /** A cache of at most about {@code maximumBytes} bytes of heap; 0 keeps nothing. */
  public VectorCache(long maximumBytes) {
    this(maximumBytes, Caffeine.newBuilder());
  }

  private VectorCache(long maximumBytes, Caffeine<Object, Object> builder) {
    if (maximumBytes < 0) {
      throw new IllegalArgumentException(
          "vector cache size is [" + maximumBytes + "] bytes; expected 0 or more");
    }
    this.keepsNothing = maximumBytes == 0;
    this.vectors =
        builder
            .maximumWeight(maximumBytes)
            .weigher(VectorCache::weigh)
            // Upkeep is short; on the callers' threads it needs no pool that outlives the cache.
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  /** A cache that forgets a vector {@code time} after it was put there. */
  public static VectorCache expiring(long maximumBytes, Duration time) {
    return new VectorCache(maximumBytes, Caffeine.newBuilder().expireAfterWrite(time));
  }

  /** The newest vector of the item, whatever text it was made from; null when there is none. */
  public @Nullable CachedVector get(VectorKey key) {
    return vectors.getIfPresent(PackedKey.of(key, recent));
  }

  /**
   * The item's vector if it was made from the text with this fingerprint, else null: a vector of
   * another text is a miss.
   */
  public short @Nullable [] get(VectorKey key, long fingerprint) {
    CachedVector cached = vectors.getIfPresent(PackedKey.of(key, recent));
    if (cached == null) {
      return null;
    }
    if (cached.fingerprint() != fingerprint) {
      stale.increment();
      return null;
    }
    return cached.vector();
  }

  /** As {@link #get(VectorKey)}, without a trace in counts and eviction. */
  public @Nullable CachedVector peek(VectorKey key) {
    return vectors.policy().getIfPresentQuietly(PackedKey.of(key, recent));
  }

  /** Puts the vector in place of the one the item has, unless that is newer. */
  public void put(VectorKey key, CachedVector vector) {
    if (keepsNothing) {
      return;
    }
    PackedKey packed = PackedKey.of(key, recent).in(spaces);
    recent = packed.space();
    vectors.asMap().merge(packed, vector, (old, made) -> old.stamp() > made.stamp() ? old : made);
  }

  /** Forgets all vectors; counts go on. */
  public void clear() {
    vectors.invalidateAll();
  }

  /** Counts so far. */
  public VectorCacheStats stats() {
    CacheStats counts = vectors.stats();
    long bytes =
        vectors.policy().eviction().map(Policy.Eviction::weightedSize).stream()
            .mapToLong(weight -> weight.orElse(0))
            .sum();
    long staleHits = stale.sum();
    return new VectorCacheStats(
        Math.max(0, counts.hitCount() - staleHits),
        counts.missCount() + staleHits,
        staleHits,
        counts.evictionCount(),
        vectors.estimatedSize(),
        bytes);
  }

  private static int weigh(PackedKey key, CachedVector vector) {
    return ENTRY_BYTES + key.itemBytes() + vector.vector().length * Short.BYTES;
  }
}
