package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.runtime.cache.CachedVector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is stored of a user.
 *
 * @param events newest first
 * @param total events that were taken so far
 * @param profile text about the user
 * @param made of what and when the profile was made; null for none, or for the application's own
 * @param vectors made from a profile, by embedding version
 * @param life distinguishes this user from another one that had the id before; null for a user to
 *     whom nothing was appended
 * @param timeToLive of what lives longest; empty for a user that stays
 */
public record UserState(
    BehaviorSequence events,
    long total,
    Optional<String> profile,
    @Nullable MadeProfile made,
    Map<String, CachedVector> vectors,
    @Nullable String life,
    Optional<Duration> timeToLive) {
  public UserState {
    requireNonNull(events, "events is null");
    requireNonNull(profile, "profile is null");
    vectors = Map.copyOf(vectors);
    requireNonNull(timeToLive, "timeToLive is null");
  }
}
