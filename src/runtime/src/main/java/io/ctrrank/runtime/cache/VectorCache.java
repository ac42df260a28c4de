package io.ctrrank.runtime.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
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
  static final int ENTRY_BYTES = 200;

  private static final int PUTS_A_LOOK = 64;

  private final Cache<PackedKey, HeldVector> vectors;
  private final Interner<PackedKey.Space> spaces = Interner.newWeakInterner();

  /** That of the last key, and mostly of the next. */
  private volatile PackedKey.@Nullable Space recent;

  /** For how long after its put a vector is believed; null: for ever. */
  private final @Nullable Duration believed;

  private final Ticker ticker;
  private final LongAdder stale = new LongAdder();
  private final LongAdder remembered = new LongAdder();
  private final LongAdder doubted = new LongAdder();
  private final long maximumBytes;

  /** Bounds how often the weight is asked for, which takes the cache's lock. */
  private final AtomicInteger puts = new AtomicInteger();

  /**
   * Whether Caffeine counts what is asked for: from when it was half full, for ever. Before,
   * nothing is about to go, and telling it would only wait for memory.
   */
  private volatile boolean countsWants;

  /** A cache of at most about {@code maximumBytes} bytes of heap; 0 keeps nothing. */
  public VectorCache(long maximumBytes) {
    this(maximumBytes, null, Ticker.disabledTicker());
  }

  private VectorCache(long maximumBytes, @Nullable Duration believed, Ticker ticker) {
    if (maximumBytes < 0) {
      throw new IllegalArgumentException(
          "vector cache size is [" + maximumBytes + "] bytes; expected 0 or more");
    }
    this.maximumBytes = maximumBytes;
    this.believed = believed;
    this.ticker = ticker;
    this.vectors =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher(VectorCache::weigh)
            // Upkeep is short; on the callers' threads it needs no pool that outlives the cache.
            .executor(Runnable::run)
            .<PackedKey, HeldVector>removalListener(
                (key, held, cause) -> {
                  if (held != null) {
                    held.letGo();
                  }
                })
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

  private PackedKey packed(VectorKey key) {
    PackedKey.Space space = recent;
    if (space == null || !space.isOf(key)) {
      space = spaces.intern(PackedKey.Space.of(key));
      recent = space;
    }
    return PackedKey.of(key, space);
  }

  /**
   * The newest vector of the item, whatever text it was made from; null when there is none, or none
   * that is believed to be the newest.
   */
  public @Nullable CachedVector get(VectorKey key) {
    HeldVector held = vectors.getIfPresent(packed(key));
    if (held == null) {
      return null;
    }
    if (!isBelieved(held)) {
      doubted.increment();
      return null;
    }
    return held.cached();
  }

  /** Whether {@link #get(VectorKey)} takes the item's vector for the newest, if there is one. */
  public boolean believes(VectorKey key) {
    HeldVector held = vectors.policy().getIfPresentQuietly(packed(key));
    return held == null || isBelieved(held);
  }

  private boolean isBelieved(HeldVector held) {
    return believed == null || ticker.read() - held.put() < believed.toNanos();
  }

  /**
   * The item's vector if it was made from the text with this fingerprint, else null: a vector of
   * another text is a miss. What is given may be kept; who finds vectors that way tells {@link
   * #addRemembered}, and now and then {@link HeldVector#want}.
   */
  public @Nullable HeldVector get(VectorKey key, long fingerprint) {
    HeldVector held = vectors.getIfPresent(packed(key));
    if (held == null) {
      return null;
    }
    if (held.fingerprint() != fingerprint) {
      stale.increment();
      return null;
    }
    return held;
  }

  /** Counts vectors that were found by what callers remembered of earlier answers. */
  public void addRemembered(int count) {
    remembered.add(count);
  }

  /** As a look-up of what is there to the policy, which counts a hit that is none. */
  void want(PackedKey key) {
    if (countsWants && vectors.getIfPresent(key) != null) {
      remembered.decrement();
    }
  }

  /** The item's vector, believed or not, without a trace in counts and eviction. */
  public @Nullable CachedVector peek(VectorKey key) {
    HeldVector held = vectors.policy().getIfPresentQuietly(packed(key));
    return held == null ? null : held.cached();
  }

  /** Puts the vector in place of the one the item has, unless that is newer and of its time. */
  public void put(VectorKey key, CachedVector vector) {
    if (maximumBytes == 0) {
      return;
    }
    PackedKey packed = packed(key);
    long latest = CachedVector.latestStamp(System.currentTimeMillis());
    long now = ticker.read();
    vectors
        .asMap()
        .merge(
            packed,
            new HeldVector(this, packed, vector, now),
            (old, made) -> {
              boolean same = old.stamp() == made.stamp() && old.fingerprint() == made.fingerprint();
              if (!same && (old.stamp() <= made.stamp() || old.stamp() > latest)) {
                // The key of the entry stays, and is held once.
                PackedKey stays = old.key();
                return stays == null ? made : new HeldVector(this, stays, vector, now);
              }
              old.putAt(now);
              return old;
            });
    if (!countsWants && puts.getAndIncrement() % PUTS_A_LOOK == 0) {
      countsWants = weight() >= maximumBytes / 2;
    }
  }

  /** Forgets all vectors; counts go on. */
  public void clear() {
    vectors.invalidateAll();
  }

  /** Counts so far. */
  public VectorCacheStats stats() {
    CacheStats counts = vectors.stats();
    long staleHits = stale.sum();
    long refused = staleHits + doubted.sum();
    return new VectorCacheStats(
        Math.max(0, counts.hitCount() - refused) + remembered.sum(),
        counts.missCount() + refused,
        staleHits,
        counts.evictionCount(),
        vectors.estimatedSize(),
        weight());
  }

  private long weight() {
    return vectors.policy().eviction().map(Policy.Eviction::weightedSize).stream()
        .mapToLong(weight -> weight.orElse(0))
        .sum();
  }

  private static int weigh(PackedKey key, HeldVector held) {
    short[] vector = held.vector();
    int components = vector == null ? 0 : vector.length;
    return ENTRY_BYTES + key.itemBytes() + components * Short.BYTES;
  }
}
