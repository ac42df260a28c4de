package io.ctrrank.plugin.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.plugin.settings.UserSettings;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.AppendedEvents;
import io.ctrrank.runtime.store.DeletedUser;
import io.ctrrank.runtime.store.MadeProfile;
import io.ctrrank.runtime.store.StoreAnswer;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.UserRetention;
import io.ctrrank.runtime.store.UserState;
import io.ctrrank.runtime.store.UserStateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UserStatesTest {
  private static final List<BehaviorEvent> EVENTS =
      List.of(new BehaviorEvent("1", 1, "click"), new BehaviorEvent("2", 2, "click"));

  private final FakeStore store = new FakeStore();
  private final List<String> refreshed = new ArrayList<>();
  private final UserCounters counters = new UserCounters();

  @Test
  void append_tellsWhatBecameOfTheEvents_andAsksForTheProfileThatIsDue() {
    store.appended = new AppendedEvents(1, 0, 16, true);

    UserStates.Appended appended = states(Optional.of(store)).append("u", EVENTS);

    assertThat(appended).isEqualTo(new UserStates.Appended(1, 1, 0, 16, true));
    assertThat(refreshed).containsExactly("u");
    assertThat(counters.snapshot().toString()).contains("taken=1, known=1, too_old=0");
  }

  @Test
  void append_profileNotDue_asksForNone() {
    store.appended = new AppendedEvents(2, 0, 15, false);

    assertThat(states(Optional.of(store)).append("u", EVENTS).refreshing()).isFalse();
    assertThat(refreshed).isEmpty();
  }

  @Test
  void append_storeBusyForAMoment_isAskedAgain() {
    store.statuses.addAll(List.of(StoreStatus.BUSY, StoreStatus.BUSY));

    assertThat(states(Optional.of(store)).append("u", EVENTS).total()).isEqualTo(2);
  }

  @Test
  void storeThatDoesNot_isAnErrorWithTheStatusOfItsCause() {
    assertFails(StoreStatus.SUSPENDED, RestStatus.SERVICE_UNAVAILABLE, "it is [suspended]");
    assertFails(StoreStatus.TIMEOUT, RestStatus.SERVICE_UNAVAILABLE, "is not taken twice");
    assertFails(StoreStatus.FAILED, RestStatus.SERVICE_UNAVAILABLE, "does not take events");
    assertFails(StoreStatus.FOREIGN, RestStatus.CONFLICT, "key of another type");
    store.always = StoreStatus.BUSY;
    assertFails(StoreStatus.BUSY, RestStatus.TOO_MANY_REQUESTS, "[ctr.redis.connections]");
  }

  @Test
  void noStore_isServiceUnavailable() {
    assertThatThrownBy(() -> states(Optional.empty()).append("u", EVENTS))
        .isInstanceOfSatisfying(
            ElasticsearchStatusException.class,
            e -> assertThat(e.status()).isEqualTo(RestStatus.SERVICE_UNAVAILABLE))
        .hasMessageContaining("[ctr.redis.host]");
  }

  @Test
  void delete_forgetsTheVectorsOfTheText() {
    store.deleted = Optional.of(new DeletedUser("likes hats", List.of("e1", "e2")));

    assertThat(states(Optional.of(store)).delete("u")).isTrue();
    assertThat(store.forgotten).extracting(VectorKey::embeddingVersion).contains("e1", "e2");
    assertThat(store.forgotten).extracting(VectorKey::catalogue).containsOnly("_profile");
    assertThat(states(Optional.of(store)).delete("u")).isFalse();
  }

  @Test
  void delete_vectorsAreNotForgotten_theUserStaysToBeDeletedAgain() {
    store.deleted = Optional.of(new DeletedUser("likes hats", List.of("e1")));
    store.forgetting = StoreStatus.TIMEOUT;
    assertThatThrownBy(() -> states(Optional.of(store)).delete("u"))
        .isInstanceOf(ElasticsearchStatusException.class)
        .hasMessageContaining("does not delete vectors");
    assertThat(store.forgotten).isEmpty();

    store.forgetting = StoreStatus.OK;
    assertThat(states(Optional.of(store)).delete("u")).isTrue();
    assertThat(store.forgotten).extracting(VectorKey::embeddingVersion).contains("e1");
  }

  @Test
  void profileTakenAway_asksForOneFromTheEvents() {
    UserStates states = states(Optional.of(store));
    states.putProfile("u", Optional.of("own"));
    assertThat(refreshed).isEmpty();
    states.putProfile("u", Optional.empty());
    assertThat(refreshed).containsExactly("u");
  }

  private void assertFails(StoreStatus status, RestStatus expected, String message) {
    store.statuses.add(status);
    assertThatThrownBy(() -> states(Optional.of(store)).append("u", EVENTS))
        .isInstanceOfSatisfying(
            ElasticsearchStatusException.class, e -> assertThat(e.status()).isEqualTo(expected))
        .hasMessageContaining("user [u]")
        .hasMessageContaining(message);
  }

  private UserStates states(Optional<UserStateStore> users) {
    return new UserStates(
        users,
        new UserSettings(new ClusterSettings(Settings.EMPTY, Set.copyOf(UserSettings.all()))),
        new ProfileRefresher(Runnable::run, () -> true, refreshed::add, counters),
        counters);
  }

  /** Answers as it is told. */
  private static final class FakeStore implements UserStateStore {
    private final Deque<StoreStatus> statuses = new ArrayDeque<>();
    private final List<VectorKey> forgotten = new ArrayList<>();
    private AppendedEvents appended = new AppendedEvents(2, 0, 2, false);
    private Optional<DeletedUser> deleted = Optional.empty();
    private StoreStatus always = StoreStatus.OK;
    private StoreStatus forgetting = StoreStatus.OK;

    private <T> StoreAnswer<T> answer(T value) {
      StoreStatus status = statuses.isEmpty() ? always : statuses.remove();
      return new StoreAnswer<>(status == StoreStatus.OK ? value : null, status);
    }

    @Override
    public StoreAnswer<AppendedEvents> append(
        String id, List<BehaviorEvent> events, UserRetention retention) {
      return answer(appended);
    }

    @Override
    public StoreAnswer<Optional<UserState>> state(String id, int mostEvents) {
      return answer(Optional.empty());
    }

    @Override
    public StoreAnswer<Boolean> putProfile(
        String id, @Nullable String profile, UserRetention retention) {
      return answer(true);
    }

    @Override
    public StoreAnswer<Boolean> putMadeProfile(
        String id,
        String life,
        MadeProfile profile,
        String embeddingVersion,
        @Nullable CachedVector vector) {
      return answer(true);
    }

    @Override
    public StoreAnswer<Optional<DeletedUser>> toDelete(String id) {
      return answer(deleted);
    }

    @Override
    public StoreAnswer<Optional<DeletedUser>> delete(String id) {
      StoreAnswer<Optional<DeletedUser>> answer = answer(deleted);
      deleted = Optional.empty();
      return answer;
    }

    @Override
    public StoreStatus forget(List<VectorKey> keys) {
      if (forgetting == StoreStatus.OK) {
        forgotten.addAll(keys);
      }
      return forgetting;
    }
  }
}
