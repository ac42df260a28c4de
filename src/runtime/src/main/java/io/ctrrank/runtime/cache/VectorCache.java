package io.ctrrank.runtime.cache;

import org.jspecify.annotations.Nullable;

/**
 * Adapted item vectors in this process, bounded in bytes; admission and eviction by W-TinyLFU.
 * Thread-safe.
 */
public final class VectorCache {

  /** A cache of at most about {@code maximumBytes} bytes of heap. */
  public VectorCache(long maximumBytes) {}

  /** The newest vector of the item, whatever text it was made from; null when there is none. */
  public @Nullable CachedVector get(VectorKey key) {
    throw new UnsupportedOperationException();
  }

  /**
   * The item's vector if it was made from the text with this fingerprint, else null: a vector of
   * another text is a miss.
   */
  public short @Nullable [] get(VectorKey key, long fingerprint) {
    throw new UnsupportedOperationException();
  }

  /** Puts the vector in place of the one the item has, if any. */
  public void put(VectorKey key, CachedVector vector) {
    throw new UnsupportedOperationException();
  }

  /** Forgets all vectors. */
  public void clear() {
    throw new UnsupportedOperationException();
  }

  /** Counts so far. */
  public VectorCacheStats stats() {
    throw new UnsupportedOperationException();
  }
}
