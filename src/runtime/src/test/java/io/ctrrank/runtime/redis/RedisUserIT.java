package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisUserIT {
  private static final String EVENTS = "ctr:user:{u42}:events";
  private static final String HASH = "ctr:user:{u42}";
  private static final Optional<String> VERSION = Optional.of("e1");

  private static LocalRedis redis;

  private RedisStore store;

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
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void user_eventsProfileAndVector_areRead() {
    redis.command("LPUSH", EVENTS, "10");
    redis.command("LPUSH", EVENTS, "{\"item\": \"50\", \"type\": \"skip\", \"ts\": 964982703}");
    redis.command("HSET", HASH, "profile", "likes ünïcode");
    assertThat(store.putVector("u42", "e1", Vectors.vector(7, 1))).isEqualTo(StoreStatus.OK);
    StoredUser user = user(50, VERSION);
    assertThat(user.status()).isEqualTo(StoreStatus.OK);
    assertThat(user.history().events())
        .containsExactly(
            new BehaviorEvent("50", 964_982_703, BehaviorEvent.SKIP), BehaviorEvent.click("10"));
    assertThat(user.profile()).contains("likes ünïcode");
    Vectors.assertIsItem(user.vector(), 7);
  }

  @Test
  void user_nothingStored_isEmptyAndOk() {
    StoredUser user = user(50, VERSION);
    assertThat(user).isEqualTo(StoredUser.unknown(StoreStatus.OK));
  }

  @Test
  void user_moreEventsThanAsked_areTheNewest() {
    redis.command("RPUSH", EVENTS, "1", "2", "3", "4");
    assertThat(user(2, VERSION).history().events())
        .containsExactly(BehaviorEvent.click("1"), BehaviorEvent.click("2"));
    assertThat(user(4, VERSION).history().size()).isEqualTo(4);
    assertThat(user(0, VERSION).history().size()).isZero();
  }

  @Test
  void user_noEvents_stillReadsTheProfile() {
    redis.command("RPUSH", EVENTS, "1");
    redis.command("HSET", HASH, "profile", "text");
    assertThat(user(0, VERSION).profile()).contains("text");
    assertThat(user(0, VERSION).history().size()).isZero();
  }

  @Test
  void user_blankProfile_isNone() {
    redis.command("HSET", HASH, "profile", " ");
    assertThat(user(5, VERSION).profile()).isEmpty();
  }

  @Test
  void user_noVersionAsked_readsNoVector() {
    redis.command("HSET", HASH, "profile", "text");
    store.putVector("u42", "e1", Vectors.vector(7, 1));
    assertThat(user(5, Optional.empty()).vector()).isNull();
    assertThat(user(5, Optional.of("e2")).vector()).isNull();
    assertThat(user(5, VERSION).vector()).isNotNull();
  }

  @Test
  void user_damagedEventsAndVector_areLeftOut() {
    redis.command("RPUSH", EVENTS, "1", "{\"item\":", "", "{}", "{\"item\":\"2\"}", "[]");
    redis.command("HSET", HASH, "profile", "text", "vector:e1", "no vector");
    StoredUser user = user(50, VERSION);
    assertThat(user.history().events())
        .containsExactly(
            BehaviorEvent.click("1"), BehaviorEvent.click("2"), BehaviorEvent.click("[]"));
    assertThat(user.vector()).isNull();
    assertThat(user.profile()).contains("text");
    assertThat(store.stats().damaged()).isEqualTo(1);
  }

  @Test
  void user_vectorOfAnotherUser_isNone() {
    redis.command("HSET", HASH, "profile", "text");
    store.putVector("u42", "e1", Vectors.vector(7, 1));
    // Bytes that are whole, but not this user's.
    redis.command(
        "EVAL",
        "redis.call('HSET', KEYS[2], 'vector:e1', redis.call('HGET', KEYS[1], 'vector:e1'))",
        2,
        HASH,
        "ctr:user:{u43}");
    StoredUser other = store.user("u43", 5, VERSION, Deadline.after(Duration.ofSeconds(5)));
    assertThat(other.vector()).isNull();
  }

  @Test
  void user_keyOfAnotherType_failsAndHarmsNobodyElse() {
    redis.command("SET", EVENTS, "no list");
    for (int i = 0; i < 5; i++) {
      assertThat(user(5, VERSION)).isEqualTo(StoredUser.unknown(StoreStatus.FAILED));
    }
    assertThat(Vectors.get(store, Vectors.key(1)).status()).isEqualTo(StoreStatus.OK);
    redis.command("DEL", EVENTS);
    assertThat(user(5, VERSION).status()).isEqualTo(StoreStatus.OK);
  }

  @Test
  void putVector_userNotStored_createsNone() {
    assertThat(store.putVector("u42", "e1", Vectors.vector(7, 1))).isEqualTo(StoreStatus.OK);
    assertThat(redis.command("EXISTS", HASH)).isEqualTo(0L);
    assertThat(store.stats().written()).isZero();
  }

  @Test
  void putVector_userThatExpires_expiresAsBefore() {
    redis.command("HSET", HASH, "profile", "text");
    redis.command("PEXPIRE", HASH, 100_000);
    store.putVector("u42", "e1", Vectors.vector(7, 1));
    assertThat(redis.number("PTTL", HASH)).isBetween(50_000L, 100_000L);
    assertThat(redis.command("HEXISTS", HASH, "vector:e1")).isEqualTo(1L);
  }

  @Test
  void putVector_olderStamp_leavesTheNewer() {
    redis.command("HSET", HASH, "profile", "text");
    store.putVector("u42", "e1", Vectors.vector(7, 20));
    store.putVector("u42", "e1", Vectors.vector(8, 10));
    Vectors.assertIsItem(user(5, VERSION).vector(), 7);
    store.putVector("u42", "e1", Vectors.vector(9, 30));
    Vectors.assertIsItem(user(5, VERSION).vector(), 9);
  }

  private StoredUser user(int mostEvents, Optional<String> version) {
    return store.user("u42", mostEvents, version, Deadline.after(Duration.ofSeconds(5)));
  }
}
