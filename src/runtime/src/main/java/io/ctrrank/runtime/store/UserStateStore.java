package io.ctrrank.runtime.store;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of users. Each call happens as a whole or not at all, blocks its caller, and
 * never throws for what the store does. One that ended as {@code TIMEOUT} or {@code FAILED} may
 * have happened; all of them may be repeated. Thread-safe.
 */
public interface UserStateStore {

  /**
   * Puts events in their places, the newest first, those of one second in the order of their items.
   * An event that is there already, alike in item, time and type, is not taken again.
   *
   * @param events with their times, at least one
   */
  StoreAnswer<AppendedEvents> append(
      String id, List<BehaviorEvent> events, UserRetention retention);

  /**
   * All that is stored of a user, as of one moment; empty where nothing is.
   *
   * @param mostEvents so many of the newest events are read
   */
  StoreAnswer<Optional<UserState>> state(String id, int mostEvents);

  /**
   * Sets the profile that the application says of the user, in place of any other.
   *
   * @param profile null takes the profile away, so that the next one is made from the events
   */
  StoreAnswer<Boolean> putProfile(String id, @Nullable String profile, UserRetention retention);

  /**
   * Puts a profile that was made from the user's events, unless the user was deleted meanwhile, has
   * a profile of the application's own, or one that was made of more events.
   *
   * @param life of the state that it was made from
   * @param embeddingVersion of the vector
   * @param vector of the profile, null for none
   * @return whether it was put
   */
  StoreAnswer<Boolean> putMadeProfile(
      String id,
      String life,
      MadeProfile profile,
      String embeddingVersion,
      @Nullable CachedVector vector);

  /** What {@link #delete} would delete; empty where nothing is. */
  StoreAnswer<Optional<DeletedUser>> toDelete(String id);

  /** Deletes all that is stored under the user's id; empty where nothing was. */
  StoreAnswer<Optional<DeletedUser>> delete(String id);

  /** Deletes vectors. */
  StoreStatus forget(List<VectorKey> keys);
}
