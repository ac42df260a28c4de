package io.ctrrank.runtime.store;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import java.util.List;

/**
 * Adapted vectors that all nodes share. Answers in time whatever the store does: what is away,
 * slow, frozen or damaged reads as not there. Thread-safe.
 */
public interface VectorStore {
  /** How long a vector stays. */
  enum Lifetime {
    /** As long as the store has room: put there before anybody asked. */
    PRELOADED,
    /** For a time: put there because somebody missed it. */
    MISS_FILL
  }

  /**
   * A vector to keep.
   *
   * @param key where
   * @param vector what
   * @param lifetime how long; a vector that takes the place of a preloaded one stays preloaded
   */
  record Entry(VectorKey key, CachedVector vector, Lifetime lifetime) {}

  /**
   * The vectors of {@code keys}, in one round trip; blocks the caller until {@code deadline} at the
   * latest. Asks nothing when the deadline is over. Never throws for what the store does.
   */
  FoundVectors get(List<VectorKey> keys, Deadline deadline);

  /**
   * Keeps vectors, in one round trip; blocks the caller. A newer vector that is there already
   * stays.
   *
   * @return {@code OK} if all of them were taken or there were newer ones
   */
  StoreStatus put(List<Entry> entries);
}
