package io.ctrrank.plugin.testing;

import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.store.UserStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Users in memory, in place of those that applications store. */
public final class MemoryUsers implements UserStore {
  private final Map<String, StoredUser> users = new HashMap<>();
  private final Map<String, CachedVector> vectors = new ConcurrentHashMap<>();
  private final List<Integer> asked = new CopyOnWriteArrayList<>();
  private volatile StoreStatus status = StoreStatus.OK;
  private volatile Runnable before = () -> {};

  /** Stores a user. */
  public void put(
      String id,
      BehaviorSequence history,
      @Nullable String profile,
      @Nullable CachedVector vector) {
    users.put(id, new StoredUser(history, Optional.ofNullable(profile), vector, StoreStatus.OK));
  }

  /** How questions end from now on. */
  public void answer(StoreStatus newStatus) {
    status = newStatus;
  }

  /** Runs before each answer, on the thread that waits for it. */
  public void beforeAnswers(Runnable task) {
    before = task;
  }

  /** For how many events was asked, each time that it answered. */
  public List<Integer> asked() {
    return List.copyOf(asked);
  }

  /** The vector that was written beside the profile of a user. */
  public @Nullable CachedVector vector(String id, String embeddingVersion) {
    return vectors.get(id + "/" + embeddingVersion);
  }

  @Override
  public StoredUser user(
      String id, int mostEvents, Optional<String> embeddingVersion, Deadline deadline) {
    before.run();
    if (status != StoreStatus.OK) {
      return StoredUser.unknown(status);
    }
    asked.add(mostEvents);
    StoredUser user = users.getOrDefault(id, StoredUser.unknown(StoreStatus.OK));
    return new StoredUser(
        user.history().newest(mostEvents), user.profile(), user.vector(), user.status());
  }

  @Override
  public StoreStatus putVector(String id, String embeddingVersion, CachedVector vector) {
    vectors.put(id + "/" + embeddingVersion, vector);
    return StoreStatus.OK;
  }
}
