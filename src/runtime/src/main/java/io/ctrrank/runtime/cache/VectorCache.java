package io.ctrrank.runtime.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Ticker;
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

  private final Cache<PackedKey, Entry> vectors;
  private final Interner<PackedKey.Space> spaces = Interner.newWeakInterner();

  /** Most keys have this one. */
  private volatile PackedKey.@Nullable Space recent;

  /** For how long after its put a vector is believed; null: for ever. */
  private final @Nullable Duration believed;

  private final Ticker ticker;
  private final LongAdder stale = new LongAdder();
  private final LongAdder doubted = new LongAdder();
  private final boolean keepsNothing;

  /**
   * A vector as it is held.
   *
   * @param put when it was put, by the ticker
   */
  @SuppressWarnings("ArrayRecordComponent") // held by the million: a copy per access would be waste
  private record Entry(long fingerprint, long stamp, short[] vector, long put) {
    CachedVector cached() {
      return new CachedVector(fingerprint, stamp, vector);
    }

    Entry putAt(long time) {
      return new Entry(fingerprint, stamp, vector, time);
    }
  }

  /** A cache of at most about {@code maximumBytes} bytes of heap; 0 keeps nothing. */
  public VectorCache(long maximumBytes) {
    this(maximumBytes, null, Ticker.disabledTicker());
  }

  private VectorCache(long maximumBytes, @Nullable Duration believed, Ticker ticker) {
    if (maximumBytes < 0) {
      throw new IllegalArgumentException(
          "vector cache size is [" + maximumBytes + "] bytes; expected 0 or more");
    }
    this.keepsNothing = maximumBytes == 0;
    this.believed = believed;
    this.ticker = ticker;
    this.vectors =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher(VectorCache::weigh)
            // Upkeep is short; on the callers' threads it needs no pool that outlives the cache.
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  /**
   * A cache beside others, which may have what is newer: for {@code time} after its put a vector is
   * believed to be the newest.
   */
  public static VectorCache believing(long maximumBytes, Duration time) {
    return believing(maximumBytes, time, Ticker.systemTicker());
  }

  static VectorCache believing(long maximumBytes, Duration time, Ticker ticker) {
    return new VectorCache(maximumBytes, time, ticker);
  }

  /**
   * The newest vector of the item, whatever text it was made from; null when there is none, or none
   * that is believed to be the newest.
   */
  public @Nullable CachedVector get(VectorKey key) {
    Entry entry = vectors.getIfPresent(PackedKey.of(key, recent));
    if (entry == null) {
      return null;
    }
    if (!isBelieved(entry)) {
      doubted.increment();
      return null;
    }
    return entry.cached();
  }

  /** Whether {@link #get(VectorKey)} takes the item's vector for the newest, if there is one. */
  public boolean believes(VectorKey key) {
    Entry entry = vectors.policy().getIfPresentQuietly(PackedKey.of(key, recent));
    return entry == null || isBelieved(entry);
  }

  private boolean isBelieved(Entry entry) {
    return believed == null || ticker.read() - entry.put() < believed.toNanos();
  }

  /**
   * The item's vector if it was made from the text with this fingerprint, else null: a vector of
   * another text is a miss.
   */
  public short @Nullable [] get(VectorKey key, long fingerprint) {
    Entry entry = vectors.getIfPresent(PackedKey.of(key, recent));
    if (entry == null) {
      return null;
    }
    if (entry.fingerprint() != fingerprint) {
      stale.increment();
      return null;
    }
    return entry.vector();
  }

  /** The item's vector, believed or not, without a trace in counts and eviction. */
  public @Nullable CachedVector peek(VectorKey key) {
    Entry entry = vectors.policy().getIfPresentQuietly(PackedKey.of(key, recent));
    return entry == null ? null : entry.cached();
  }

  /** Puts the vector in place of the one the item has, unless that is newer and of its time. */
  public void put(VectorKey key, CachedVector vector) {
    if (keepsNothing) {
      return;
    }
    PackedKey packed = PackedKey.of(key, recent).in(spaces);
    recent = packed.space();
    long latest = CachedVector.latestStamp(System.currentTimeMillis());
    long now = ticker.read();
    vectors
        .asMap()
        .merge(
            packed,
            new Entry(vector.fingerprint(), vector.stamp(), vector.vector(), now),
            (old, made) ->
                old.stamp() > made.stamp() && old.stamp() <= latest ? old.putAt(now) : made);
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
    long refused = staleHits + doubted.sum();
    return new VectorCacheStats(
        Math.max(0, counts.hitCount() - refused),
        counts.missCount() + refused,
        staleHits,
        counts.evictionCount(),
        vectors.estimatedSize(),
        bytes);
  }

  private static int weigh(PackedKey key, Entry entry) {
    return ENTRY_BYTES + key.itemBytes() + entry.vector().length * Short.BYTES;
  }
}
