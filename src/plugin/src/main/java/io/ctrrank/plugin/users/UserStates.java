package io.ctrrank.plugin.users;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.plugin.settings.UserSettings;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.AppendedEvents;
import io.ctrrank.runtime.store.DeletedUser;
import io.ctrrank.runtime.store.StoreAnswer;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.UserState;
import io.ctrrank.runtime.store.UserStateStore;
import io.ctrrank.runtime.tier.ModelVectors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.rest.RestStatus;

/**
 * Users in the shared store, as requests write them: what the store does not do is an error with
 * the status of its cause. Blocks. Thread-safe.
 */
final class UserStates {
  /** Searches have all connections for a moment at most. */
  private static final long PATIENCE = Duration.ofMillis(500).toNanos();

  private static final long PAUSE_MILLIS = 5;

  private final Optional<UserStateStore> store;
  private final UserSettings settings;
  private final ProfileRefresher profiles;
  private final UserCounters counters;

  /**
   * @param store empty where nodes share none
   */
  UserStates(
      Optional<UserStateStore> store,
      UserSettings settings,
      ProfileRefresher profiles,
      UserCounters counters) {
    this.store = requireNonNull(store, "store is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.profiles = requireNonNull(profiles, "profiles is null");
    this.counters = requireNonNull(counters, "counters is null");
  }

  /**
   * Appends events.
   *
   * @throws ElasticsearchStatusException if they may not have been taken
   */
  Appended append(String id, List<BehaviorEvent> events) {
    AppendedEvents result =
        ask(id, "take events", users -> users.append(id, events, settings.retention()));
    Appended appended =
        new Appended(
            result.taken(),
            events.size() - result.taken() - result.beyond(),
            result.beyond(),
            result.total(),
            result.profileIsDue() && profiles.request(id));
    counters.add(appended);
    return appended;
  }

  /** All that is stored of a user; empty where nothing is. */
  Optional<UserState> find(String id) {
    return ask(id, "tell users", users -> users.state(id, UserSettings.MOST_EVENTS));
  }

  /** Sets the application's own profile, or takes any away, so that one is made from the events. */
  void putProfile(String id, Optional<String> profile) {
    ask(
        id,
        "take a profile",
        users -> users.putProfile(id, profile.orElse(null), settings.retention()));
    if (profile.isEmpty()) {
      profiles.request(id);
    }
  }

  /**
   * Deletes a user, and the vector of the profile's text. What fails may be sent again: the user
   * goes only after the vectors that nothing else leads to, and once more those that came
   * meanwhile.
   *
   * @return whether anything was stored
   */
  boolean delete(String id) {
    ask(id, "delete users", users -> users.toDelete(id)).ifPresent(user -> forget(id, user));
    Optional<DeletedUser> deleted = ask(id, "delete users", users -> users.delete(id));
    deleted.ifPresent(user -> forget(id, user));
    return deleted.isPresent();
  }

  private void forget(String id, DeletedUser user) {
    if (!user.profile().isEmpty()) {
      List<VectorKey> texts =
          user.embeddingVersions().stream()
              .map(version -> ModelVectors.profileKey(version, user.profile()))
              .toList();
      ask(id, "delete vectors", users -> done(users.forget(texts)));
    }
  }

  private static StoreAnswer<Boolean> done(StoreStatus status) {
    return new StoreAnswer<>(status == StoreStatus.OK ? Boolean.TRUE : null, status);
  }

  @FunctionalInterface
  private interface Question<T> {
    StoreAnswer<T> ask(UserStateStore users);
  }

  private <T> T ask(String id, String doing, Question<T> question) {
    UserStateStore users =
        store.orElseThrow(
            () ->
                new ElasticsearchStatusException(
                    "user ["
                        + id
                        + "] has no store to be in, this node has no setting [ctr.redis.host];"
                        + " set it on every node",
                    RestStatus.SERVICE_UNAVAILABLE));
    StoreAnswer<T> answer = patiently(() -> question.ask(users));
    T value = answer.value();
    if (value == null) {
      throw failure(id, doing, answer.status());
    }
    return value;
  }

  /** A store whose connections are all in use is asked again, for a while. */
  private static <T> StoreAnswer<T> patiently(Supplier<StoreAnswer<T>> call) {
    long begun = System.nanoTime();
    StoreAnswer<T> answer = call.get();
    while (answer.status() == StoreStatus.BUSY && System.nanoTime() - begun < PATIENCE) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return answer;
      }
      answer = call.get();
    }
    return answer;
  }

  private static ElasticsearchStatusException failure(String id, String doing, StoreStatus status) {
    return switch (status) {
      case BUSY ->
          new ElasticsearchStatusException(
              "user ["
                  + id
                  + "]: redis is [busy], all of this node's connections are in use; send it again"
                  + " later, or enlarge [ctr.redis.connections]",
              RestStatus.TOO_MANY_REQUESTS);
      case FOREIGN ->
          new ElasticsearchStatusException(
              "user ["
                  + id
                  + "] has a key of another type in redis; expected a list and a hash, see"
                  + " docs/redis.md, delete the user",
              RestStatus.CONFLICT);
      default ->
          new ElasticsearchStatusException(
              "user ["
                  + id
                  + "]: redis does not "
                  + doing
                  + ", it is ["
                  + status
                  + "]; send it again later: what was taken already is not taken twice",
              RestStatus.SERVICE_UNAVAILABLE);
    };
  }

  /**
   * What became of a user's events.
   *
   * @param taken events that are stored now and were not before
   * @param known events that were there already, or stood twice in the request
   * @param tooOld events that are older than all that is kept
   * @param total events that were taken so far
   * @param refreshing whether the profile will be made anew
   */
  record Appended(int taken, int known, int tooOld, long total, boolean refreshing) {}
}
