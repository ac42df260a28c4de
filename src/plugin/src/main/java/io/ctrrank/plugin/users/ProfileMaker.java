package io.ctrrank.plugin.users;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.behavior.ProfileText;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.settings.UserSettings;
import io.ctrrank.plugin.settings.UserSettings.ProfileSource;
import io.ctrrank.plugin.stats.FailureLog;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.store.MadeProfile;
import io.ctrrank.runtime.store.StoreAnswer;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.UserState;
import io.ctrrank.runtime.store.UserStateStore;
import io.ctrrank.runtime.tier.ModelVectors;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.rest.RestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Makes the profile of a user as at training: the text from the whole blocks of the user's events,
 * and its vector. Another model's vector of the same text comes with the first search that wants
 * it. Thread-safe.
 */
final class ProfileMaker {
  private static final long ENCODE_SECONDS = 30;

  private final UserStateStore store;
  private final UserSettings settings;
  private final ModelRegistry models;
  private final NodeVectors vectors;
  private final Client client;
  private final UserCounters counters;
  private final FailureLog failures =
      new FailureLog(
          System::nanoTime, "has a profile that could not be made, the next event tries again");

  /**
   * @param client searches with the rights of whoever appended
   */
  ProfileMaker(
      UserStateStore store,
      UserSettings settings,
      ModelRegistry models,
      NodeVectors vectors,
      Client client,
      UserCounters counters) {
    this.store = requireNonNull(store, "store is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.models = requireNonNull(models, "models is null");
    this.vectors = requireNonNull(vectors, "vectors is null");
    this.client = requireNonNull(client, "client is null");
    this.counters = requireNonNull(counters, "counters is null");
  }

  /** Makes the profile of a user if there is anything to make it of. Blocks; throws nothing. */
  void make(String user) {
    Optional<ProfileSource> source = settings.profileSource();
    if (source.isEmpty()) {
      return;
    }
    try {
      if (make(user, source.get())) {
        counters.addMade();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      counters.addFailed();
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      counters.addFailed();
      failures.add(source.get().model(), e);
    }
  }

  private boolean make(String user, ProfileSource source)
      throws InterruptedException, ExecutionException, TimeoutException {
    LoadedModel model = models.require(source.model());
    FeatureSchema schema = model.manifest().schema();
    ModelVectors space =
        vectors
            .of(model)
            .filter(present -> schema.profile().isPresent())
            .orElseThrow(() -> readsNone(source.model()));
    UserState state = require(store.state(user, UserSettings.MOST_EVENTS)).orElse(null);
    String life = state == null ? null : state.life();
    if (state == null || life == null || isOwn(state)) {
      return false;
    }
    long events = state.total() - state.total() % settings.retention().blockEvents();
    List<BehaviorEvent> told = told(state, events, schema.history());
    long stamp = space.now();
    Map<String, ProfileText.Item> items =
        new ProfileItems(client, schema, source.indices()).find(items(told));
    String text =
        ProfileText.write(new BehaviorSequence(told), items::get, schema.history()::isClick);
    if (text.isBlank() || isThere(state, text, events, space)) {
      return false;
    }
    short[] vector = space.encodeProfileUnkept(text).get(ENCODE_SECONDS, TimeUnit.SECONDS);
    CachedVector stamped =
        vector == null ? null : new CachedVector(TextFingerprint.ofText(text), stamp, vector);
    return require(
        store.putMadeProfile(
            user, life, new MadeProfile(text, events, stamp), space.embeddingVersion(), stamped));
  }

  /** Several events in a hurry ask for one profile more than once. */
  private static boolean isThere(UserState state, String text, long events, ModelVectors space) {
    MadeProfile made = state.made();
    CachedVector vector = state.vectors().get(space.embeddingVersion());
    return made != null
        && made.events() == events
        && made.text().equals(text)
        && vector != null
        && vector.fingerprint() == TextFingerprint.ofText(text);
  }

  private static boolean isOwn(UserState state) {
    return state.profile().isPresent() && state.made() == null;
  }

  /** Without the newest, a block that is not yet whole, and without types that are not known. */
  private static List<BehaviorEvent> told(UserState state, long events, HistorySchema schema) {
    long newest = Math.min(state.events().size(), state.total() - events);
    return state.events().events().stream()
        .skip(newest)
        .filter(event -> schema.types().contains(event.type()))
        .toList();
  }

  private static Set<String> items(List<BehaviorEvent> events) {
    Set<String> items = new LinkedHashSet<>();
    events.forEach(event -> items.add(event.item()));
    return items;
  }

  private static IllegalArgumentException readsNone(String model) {
    return new IllegalArgumentException(
        "model ["
            + model
            + "] of setting [ctr.user.profile.model] reads no profile; name one that does");
  }

  private static <T> T require(StoreAnswer<T> answer) {
    @Nullable T value = answer.value();
    if (value == null || answer.status() != StoreStatus.OK) {
      throw new ElasticsearchStatusException(
          "redis is [" + answer.status() + "]; the next event tries again",
          RestStatus.SERVICE_UNAVAILABLE);
    }
    return value;
  }
}
