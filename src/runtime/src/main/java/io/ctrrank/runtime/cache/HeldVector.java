package io.ctrrank.runtime.cache;

import org.jspecify.annotations.Nullable;

/**
 * A vector that a {@link VectorCache} holds, for those who find it some other way again: it is told
 * when the cache lets the vector go, so that nobody else keeps it in memory, and tells the cache
 * that it is wanted. Thread-safe.
 */
public final class HeldVector {
  private final VectorCache cache;

  /** Null when the cache has let the vector go: who still has this keeps no key in memory. */
  private volatile @Nullable PackedKey key;

  private final long fingerprint;
  private final long stamp;
  private volatile short @Nullable [] vector;
  private volatile long put;

  /**
   * @param cache that holds it
   * @param key by which
   * @param put when it was put, by the cache's ticker
   */
  HeldVector(VectorCache cache, PackedKey key, CachedVector vector, long put) {
    this.cache = cache;
    this.key = key;
    this.fingerprint = vector.fingerprint();
    this.stamp = vector.stamp();
    this.vector = vector.vector();
    this.put = put;
  }

  /** The vector, shared and never written to; null when the cache has let it go. */
  public short @Nullable [] vector() {
    return vector;
  }

  /**
   * Tells the cache that the vector is wanted, as a look-up does: it lets those go first that are
   * not. Not counted; who has vectors without a look-up tells {@link VectorCache#addRemembered}.
   */
  public void want() {
    PackedKey held = key;
    if (held != null) {
      cache.want(held);
    }
  }

  /** By which the cache holds it; null when it does not any more. */
  @Nullable PackedKey key() {
    return key;
  }

  long fingerprint() {
    return fingerprint;
  }

  long stamp() {
    return stamp;
  }

  /** When it was put last. */
  long put() {
    return put;
  }

  void putAt(long time) {
    put = time;
  }

  void letGo() {
    vector = null;
    key = null;
  }

  /** What it holds, null when the cache has let it go. */
  @Nullable CachedVector cached() {
    short[] held = vector;
    return held == null ? null : new CachedVector(fingerprint, stamp, held);
  }
}
