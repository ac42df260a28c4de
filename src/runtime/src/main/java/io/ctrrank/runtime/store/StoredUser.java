package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.runtime.cache.CachedVector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of a user.
 *
 * @param history events, newest first; empty when it knows none
 * @param profile text about the user
 * @param vector adapted user vector of the asked embedding version; its fingerprint is that of the
 *     profile text it was made from
 * @param status how the question ended; other than {@code OK} nothing is known
 */
public record StoredUser(
    BehaviorSequence history,
    Optional<String> profile,
    @Nullable CachedVector vector,
    StoreStatus status) {
  public StoredUser {
    requireNonNull(history, "history is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(status, "status is null");
  }

  /** Nothing is known. */
  public static StoredUser unknown(StoreStatus status) {
    return new StoredUser(BehaviorSequence.empty(), Optional.empty(), null, status);
  }
}
