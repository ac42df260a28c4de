package io.ctrrank.runtime.store;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import java.util.Optional;

/** What applications write about users, read by id. Thread-safe. */
public interface UserStore {
  /**
   * What is known of the user {@code id}, in one round trip; blocks the caller until {@code
   * deadline} at the latest. Events that cannot be read are left out. Never throws for what the
   * store does.
   *
   * @param mostEvents so many of the newest events are read
   * @param embeddingVersion of the wanted user vector; empty for none
   */
  StoredUser user(String id, int mostEvents, Optional<String> embeddingVersion, Deadline deadline);

  /** Keeps the user's vector beside the profile that is stored; blocks the caller. */
  StoreStatus putVector(String id, String embeddingVersion, CachedVector vector);
}
