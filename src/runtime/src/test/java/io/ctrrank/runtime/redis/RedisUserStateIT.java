package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.AppendedEvents;
import io.ctrrank.runtime.store.DeletedUser;
import io.ctrrank.runtime.store.MadeProfile;
import io.ctrrank.runtime.store.StoreAnswer;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.store.UserRetention;
import io.ctrrank.runtime.store.UserState;
import io.ctrrank.runtime.store.UserStateStore;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events, profiles and erasure of users in a real Redis. */
class RedisUserStateIT {
  private static final String EVENTS = "ctr:user:{u42}:events";
  private static final String HASH = "ctr:user:{u42}";
  private static final UserRetention RETENTION = retention(100);

  private static LocalRedis redis;

  private RedisStore store;
  private UserStateStore users;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void open() {
    redis.flush();
    store = Vectors.store(redis);
    users = store.userStates();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void append_inAnyOrder_isNewestFirstAndReadBySearches() {
    append(event("1", 10), event("3", 30));
    append(event("2", 20), event("4", 40));
    append(event("0", 5));

    assertThat(items()).containsExactly("4", "3", "2", "1", "0");
    assertThat(redis.text("LINDEX", EVENTS, 0))
        .isEqualTo("{\"item\":\"4\",\"type\":\"click\",\"ts\":40}");
    assertThat(redis.number("PTTL", EVENTS)).isBetween(1L, 60_000L);
    assertThat(redis.number("PTTL", HASH)).isBetween(1L, 60_000L);
  }

  @Test
  void append_eventsOfOneSecond_areInTheOrderOfTheirItems() {
    append(event("b", 7), event("10", 7));
    append(event("a", 7), event("9", 7), event("ä", 7));

    assertThat(items()).containsExactly("10", "9", "a", "b", "ä");
  }

  @Test
  void append_sentAgain_takesNothing() {
    AppendedEvents first = append(event("1", 10), event("2", 20));
    AppendedEvents again = append(event("1", 10), event("2", 20), event("1", 10));
    AppendedEvents other = append(new BehaviorEvent("1", 10, "skip"), event("1", 11));

    assertThat(first).isEqualTo(new AppendedEvents(2, 0, 2, false));
    assertThat(again).isEqualTo(new AppendedEvents(0, 0, 2, false));
    assertThat(other.taken()).isEqualTo(2);
    assertThat(state().total()).isEqualTo(4);
  }

  @Test
  void append_beyondTheBound_keepsTheNewest() {
    UserRetention three = retention(3);
    append(three, event("5", 50), event("4", 40));
    AppendedEvents last = append(three, event("6", 60), event("1", 10), event("2", 20));
    AppendedEvents old = append(three, event("3", 30));
    AppendedEvents again = append(three, event("2", 20));

    assertThat(last).isEqualTo(new AppendedEvents(1, 2, 3, false));
    assertThat(old).isEqualTo(new AppendedEvents(0, 1, 3, false));
    assertThat(again).isEqualTo(new AppendedEvents(0, 1, 3, false));
    assertThat(append(three, event("7", 70), event("8", 80)).total()).isEqualTo(5);
    assertThat(items()).containsExactly("8", "7", "6");
  }

  @Test
  void append_toWhatApplicationsPushed_goesBeforeEventsWithoutATime() {
    redis.command(
        "RPUSH", EVENTS, "a", "{\"item\": 7, \"ts\": 20, \"more\": [1]}", "garbage {", "");

    AppendedEvents appended = append(event("7", 20), event("8", 30), event("9", 10));

    assertThat(appended).isEqualTo(new AppendedEvents(2, 0, 6, false));
    assertThat(items()).startsWith("8", "9", "a", "7");
  }

  @Test
  void append_randomEventsInRandomBatches_isAsSortingThemAll() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 20; run++) {
      redis.flush();
      int most = 1 + random.nextInt(150);
      List<BehaviorEvent> all = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(200); i++) {
        all.add(
            new BehaviorEvent(
                "i" + random.nextInt(20),
                random.nextInt(60),
                random.nextBoolean() ? "click" : "skip"));
      }
      List<BehaviorEvent> sent = new ArrayList<>(all);
      sent.addAll(all.subList(0, random.nextInt(all.size())));
      Collections.shuffle(sent, random);
      for (int from = 0; from < sent.size(); ) {
        int to = Math.min(sent.size(), from + 1 + random.nextInt(40));
        append(retention(most), sent.subList(from, to).toArray(BehaviorEvent[]::new));
        from = to;
      }

      TreeSet<BehaviorEvent> expected =
          new TreeSet<>(
              BehaviorEvent.NEWEST_FIRST.thenComparing(Comparator.comparing(BehaviorEvent::type)));
      expected.addAll(all);
      assertThat(state().events().events())
          .as("seed %d, run %d, most %d", seed, run, most)
          .containsExactlyElementsOf(expected.stream().limit(most).toList());
    }
  }

  @Test
  void append_manyAtATimeToOneUser_losesAndDoublesNothing() throws Exception {
    int writers = 8;
    int each = 60;
    UserRetention bound = retention(writers * each - 80);
    try (RedisStore other = Vectors.store(redis)) {
      List<Thread> threads =
          IntStream.range(0, writers)
              .mapToObj(
                  writer ->
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                RedisStore used = writer % 2 == 0 ? store : other;
                                for (int i = 0; i < each; i++) {
                                  BehaviorEvent own = event("w" + writer, 1 + i);
                                  BehaviorEvent shared = event("shared", 1 + i);
                                  until(
                                      () ->
                                          used.userStates()
                                              .append("u42", List.of(own, shared), bound));
                                }
                              }))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
    }

    List<BehaviorEvent> expected = new ArrayList<>();
    for (int i = each; i >= 1; i--) {
      expected.add(event("shared", i));
      for (int writer = 0; writer < writers; writer++) {
        expected.add(event("w" + writer, i));
      }
    }
    assertThat(state().events().events())
        .containsExactlyElementsOf(expected.subList(0, bound.mostEvents()));
  }

  @Test
  void append_redisKilledAndRestarted_eventsAreWholeOrAbsent() {
    append(event("1", 10));
    redis.kill();
    StoreAnswer<AppendedEvents> away = users.append("u42", List.of(event("2", 20)), RETENTION);
    assertThat(away.status()).isIn(StoreStatus.FAILED, StoreStatus.TIMEOUT);
    assertThat(away.value()).isNull();
    redis.restart();
    until(() -> users.append("u42", List.of(event("2", 20), event("3", 30)), RETENTION));
    assertThat(items()).containsExactly("3", "2");
  }

  @Test
  void append_redisFull_writesNothing() {
    append(event("1", 10));
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.command("CONFIG", "SET", "maxmemory", "1");
    try {
      assertThat(users.append("u42", List.of(event("0", 5), event("2", 20)), RETENTION).status())
          .isEqualTo(StoreStatus.FAILED);
      assertThat(store.stats().failures()).isEqualTo(1);
      assertThat(items()).containsExactly("1");
      assertThat(state().total()).isEqualTo(1);
    } finally {
      redis.command("CONFIG", "SET", "maxmemory", "0");
    }
  }

  @Test
  void keysOfAnotherType_areForeignAndLeftAlone() {
    redis.command("SET", EVENTS, "no list");
    assertThat(users.append("u42", List.of(event("1", 1)), RETENTION).status())
        .isEqualTo(StoreStatus.FOREIGN);
    assertThat(users.state("u42", 10).status()).isEqualTo(StoreStatus.FOREIGN);
    assertThat(users.putProfile("u42", "text", RETENTION).status()).isEqualTo(StoreStatus.FOREIGN);
    assertThat(redis.text("GET", EVENTS)).isEqualTo("no list");
    assertThat(redis.number("EXISTS", HASH)).isZero();

    assertThat(users.delete("u42").value()).isPresent();
    append(event("1", 1));
    assertThat(items()).containsExactly("1");
  }

  @Test
  void append_lateEvents_profileIsDueExactlyWhereWholeBlocksChanged() {
    UserRetention four = new UserRetention(100, Duration.ofMinutes(1), 4);
    assertThat(append(four, event("1", 10), event("2", 20), event("3", 30)).profileIsDue())
        .isFalse();
    assertThat(append(four, event("4", 40)).profileIsDue()).isTrue();
    assertThat(append(four, event("4", 40)).profileIsDue())
        .as("sent again, by whom no answer reached")
        .isTrue();
    assertThat(append(four, event("5", 50)).profileIsDue()).as("was not made").isTrue();
    putMade("text of 4", 4, 1_000);
    assertThat(append(four, event("5", 50)).profileIsDue()).as("nothing new").isFalse();
    assertThat(append(four, event("6", 60)).profileIsDue()).isFalse();
    assertThat(append(four, event("0", 5)).profileIsDue()).as("a late one").isTrue();
    assertThat(append(four, event("7", 70)).profileIsDue()).as("the second block").isTrue();
  }

  @Test
  void putMadeProfile_ofMoreEventsOrOfTheApplication_stays() {
    append(event("1", 10));
    assertThat(putMade("of 16", 16, 1_000)).isTrue();
    assertThat(putMade("of 32", 32, 2_000)).isTrue();
    assertThat(putMade("of 16, late", 16, 3_000)).isFalse();
    assertThat(putMade("of 32, anew", 32, 3_000)).isTrue();
    assertThat(putMade("of 32, older", 32, 2_500)).isFalse();
    assertThat(state().made()).isEqualTo(new MadeProfile("of 32, anew", 32, 3_000));

    redis.command("HSET", HASH, "profile", "said by the application");
    assertThat(state().made()).isNull();
    assertThat(putMade("of 48", 48, 4_000)).isFalse();
    assertThat(append(new UserRetention(9, Duration.ofMinutes(1), 1), event("2", 20)))
        .extracting(AppendedEvents::profileIsDue)
        .isEqualTo(false);
    assertThat(users.putProfile("u42", null, RETENTION).status()).isEqualTo(StoreStatus.OK);
    assertThat(state().profile()).isEmpty();
    assertThat(putMade("of 48", 48, 4_000)).isTrue();
  }

  @Test
  void putProfile_takenAwayFromAUserWithoutEvents_leavesNothing() {
    assertThat(users.putProfile("u42", "likes Crime", RETENTION).status())
        .isEqualTo(StoreStatus.OK);
    assertThat(state().profile()).contains("likes Crime");

    assertThat(users.putProfile("u42", null, RETENTION).status()).isEqualTo(StoreStatus.OK);

    assertThat(users.state("u42", 10).value()).isEmpty();
    assertThat(redis.command("EXISTS", HASH)).isEqualTo(0L);
  }

  @Test
  void putProfile_takenAway_itsVectorsGoToo() {
    append(event("1", 10));
    users.putProfile("u42", "likes Crime", RETENTION);
    store.putVector("u42", "e1", Vectors.vector(7, 1));
    store.putVector("u42", "e2", Vectors.vector(7, 1));
    assertThat(state().vectors()).containsOnlyKeys("e1", "e2");

    assertThat(users.putProfile("u42", null, RETENTION).status()).isEqualTo(StoreStatus.OK);

    assertThat(state().vectors()).isEmpty();
    assertThat(items()).containsExactly("1");
    store.putVector("u42", "e1", Vectors.vector(7, 2));
    assertThat(state().vectors()).as("one that comes late").isEmpty();
  }

  @Test
  void putMadeProfile_withItsVector_isWhatASearchReads() {
    append(event("1", 10));
    CachedVector vector =
        new CachedVector(TextFingerprint.ofText("text"), 5, Vectors.vector(7, 5).vector());
    assertThat(
            users
                .putMadeProfile("u42", life(), new MadeProfile("text", 16, 5), "e1", vector)
                .value())
        .isTrue();

    StoredUser read =
        store.user("u42", 10, Optional.of("e1"), Deadline.after(Duration.ofSeconds(5)));
    assertThat(read.profile()).contains("text");
    assertThat(requireNonNull(read.vector()).fingerprint()).isEqualTo(vector.fingerprint());
    assertThat(state().vectors()).containsOnlyKeys("e1");
  }

  @Test
  void putMadeProfile_userDeletedMeanwhile_isNotPut() {
    append(event("1", 10));
    String life = life();
    assertThat(users.delete("u42").value()).contains(new DeletedUser("", List.of()));
    MadeProfile made = new MadeProfile("of the deleted", 16, 1_000);
    assertThat(users.putMadeProfile("u42", life, made, "e1", null).value()).isFalse();
    append(event("2", 20));
    assertThat(users.putMadeProfile("u42", life, made, "e1", null).value()).isFalse();
    assertThat(state().profile()).isEmpty();
  }

  @Test
  void putProfile_createsTheUserAndRenewsItsLife() {
    assertThat(users.putProfile("u42", "likes ünïcode", RETENTION).status())
        .isEqualTo(StoreStatus.OK);
    UserState state = state();
    assertThat(state.profile()).contains("likes ünïcode");
    assertThat(state.made()).isNull();
    assertThat(state.events().events()).isEmpty();
    assertThat(state.timeToLive().orElseThrow()).isPositive();
  }

  @Test
  void delete_leavesNoKey() {
    append(event("1", 10));
    putMade("secret text", 16, 1_000);
    store.putVector("u42", "e1", Vectors.vector(7, 1));
    store.putVector("u42", "e2", Vectors.vector(7, 1));

    DeletedUser seen = requireNonNull(users.toDelete("u42").value()).orElseThrow();
    assertThat(state().profile()).as("not deleted yet").contains("secret text");
    DeletedUser deleted = requireNonNull(users.delete("u42").value()).orElseThrow();

    assertThat(seen).isEqualTo(deleted);
    assertThat(deleted.profile()).isEqualTo("secret text");
    assertThat(deleted.embeddingVersions()).containsExactlyInAnyOrder("e1", "e2");
    assertThat((List<?>) redis.command("KEYS", "*")).isEmpty();
    assertThat(users.toDelete("u42").value()).isEmpty();
    assertThat(users.delete("u42").value()).isEmpty();
    assertThat(users.state("u42", 10).value()).isEmpty();
  }

  @Test
  void forget_deletesVectors() {
    Vectors.fill(store, 3);
    List<VectorKey> two = List.of(Vectors.key(0), Vectors.key(2), Vectors.key(7));
    assertThat(users.forget(two)).isEqualTo(StoreStatus.OK);
    assertThat(Vectors.get(store, Vectors.key(0), Vectors.key(2)).vectors()).containsOnlyNulls();
    Vectors.assertIsItem(Vectors.get(store, Vectors.key(1)).vectors().getFirst(), 1);
  }

  @Test
  void append_noEvents_isRefused() {
    assertThatThrownBy(() -> users.append("u42", List.of(), RETENTION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0] events");
  }

  private boolean putMade(String text, long events, long madeAt) {
    return requireNonNull(
        users
            .putMadeProfile("u42", life(), new MadeProfile(text, events, madeAt), "e1", null)
            .value());
  }

  private String life() {
    return requireNonNull(state().life());
  }

  private List<String> items() {
    return state().events().events().stream().map(BehaviorEvent::item).toList();
  }

  private UserState state() {
    return requireNonNull(users.state("u42", 1_000).value()).orElseThrow();
  }

  private AppendedEvents append(BehaviorEvent... events) {
    return append(RETENTION, events);
  }

  private AppendedEvents append(UserRetention retention, BehaviorEvent... events) {
    StoreAnswer<AppendedEvents> answer = users.append("u42", List.of(events), retention);
    assertThat(answer.status()).isEqualTo(StoreStatus.OK);
    return requireNonNull(answer.value());
  }

  /** As a client does who is turned away: all of this may be sent again. */
  private static void until(Supplier<StoreAnswer<?>> call) {
    for (int attempt = 0; attempt < 500; attempt++) {
      if (call.get().status() == StoreStatus.OK) {
        return;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("redis takes no events");
  }

  private static UserRetention retention(int most) {
    return new UserRetention(most, Duration.ofMinutes(1), 1_000);
  }

  private static BehaviorEvent event(String item, long timestamp) {
    return new BehaviorEvent(item, timestamp, BehaviorEvent.CLICK);
  }
}
