package io.ctrrank.runtime.cache;

import org.jspecify.annotations.Nullable;

/**
 * A vector that a {@link VectorCache} holds, for those who find it some other way again: it is told
 * when the cache lets the vector go, so that nobody else keeps it in memory. Thread-safe.
 */
public final class HeldVector {
  private final long fingerprint;
  private final long stamp;
  private volatile short @Nullable [] vector;
  private volatile long put;

  /**
   * @param put when it was put, by the cache's ticker
   */
  HeldVector(CachedVector vector, long put) {
    this.fingerprint = vector.fingerprint();
    this.stamp = vector.stamp();
    this.vector = vector.vector();
    this.put = put;
  }

  /** The vector, shared and never written to; null when the cache has let it go. */
  public short @Nullable [] vector() {
    return vector;
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
  }

  /** What it holds, null when the cache has let it go. */
  @Nullable CachedVector cached() {
    short[] held = vector;
    return held == null ? null : new CachedVector(fingerprint, stamp, held);
  }
}
