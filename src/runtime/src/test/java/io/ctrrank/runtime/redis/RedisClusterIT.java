package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.filled;
import static io.ctrrank.runtime.redis.Vectors.key;
import static io.ctrrank.runtime.redis.Vectors.preloaded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.testing.LocalCluster;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.runtime.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store on a real cluster whose servers all live: keys of many slots, slots that move. */
class RedisClusterIT {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final int ITEMS = 300;

  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(false);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void forget() {
    cluster.masters().forEach(LocalRedis::flush);
  }

  @Test
  void get_keysOfAllServers_comeBackInOrder() {
    try (RedisStore store = store()) {
      Vectors.fill(store, ITEMS);
      FoundVectors found = store.get(Vectors.keys(ITEMS + 10), Deadline.after(LONG));
      assertThat(found.status()).isEqualTo(StoreStatus.OK);
      for (int item = 0; item < ITEMS; item++) {
        Vectors.assertIsItem(found.vectors().get(item), item);
      }
      assertThat(found.vectors().subList(ITEMS, ITEMS + 10)).containsOnlyNulls();
      assertThat(cluster.masters())
          .allSatisfy(master -> assertThat(master.number("DBSIZE")).isBetween(60L, 140L));
      assertThat(store.stats().hits()).isEqualTo(ITEMS);
      assertThat(store.stats().misses()).isEqualTo(10);
      assertThat(store.stats().servers()).hasSize(3);
    }
  }

  @Test
  void get_aWindow_asksEachServerOnceAndAllAtATime() {
    try (RedisStore store = store()) {
      Vectors.fill(store, ITEMS);
      for (LocalRedis silent : cluster.masters()) {
        List<LocalRedis> others =
            cluster.masters().stream().filter(master -> master != silent).toList();
        others.forEach(other -> other.command("CONFIG", "RESETSTAT"));
        long before = store.stats().calls();
        silent.freeze();
        CompletableFuture<FoundVectors> found =
            CompletableFuture.supplyAsync(
                () -> store.get(Vectors.keys(ITEMS), Deadline.after(LONG)), Vectors.EXECUTOR);
        try {
          // Whichever is asked first: the others do not wait for its answer.
          Waiting.until(
              LONG, "the others are asked", () -> others.stream().allMatch(this::wasAsked));
        } finally {
          silent.thaw();
        }
        assertThat(found.join().vectors()).doesNotContainNull();
        assertThat(store.stats().calls() - before).isEqualTo(3);
      }
    }
  }

  private boolean wasAsked(LocalRedis master) {
    return master.text("INFO", "commandstats").contains("cmdstat_get:");
  }

  @Test
  void get_oneServerSilent_hasWhatTheOthersHave() {
    try (RedisStore store = store(options -> options.timeout(SHORT).connectTimeout(LONG))) {
      Vectors.fill(store, ITEMS);
      for (LocalRedis frozen : cluster.masters()) {
        int others = ITEMS - keysOn(frozen);
        int most = 0;
        // Answers of the others are read in two milliseconds, which a busy machine may not have.
        for (int attempt = 0; attempt < 5 && most < others; attempt++) {
          most = Math.max(most, presentWhilePaused(store, frozen));
        }
        assertThat(most).isEqualTo(others);
      }
    }
  }

  private static int presentWhilePaused(RedisStore store, LocalRedis frozen) {
    frozen.command("CLIENT", "PAUSE", 4_000);
    long start = System.nanoTime();
    FoundVectors found = store.get(Vectors.keys(ITEMS), Deadline.after(LONG));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3_500));
    assertThat(found.status()).isEqualTo(StoreStatus.TIMEOUT);
    Waiting.until(
        Duration.ofSeconds(20),
        "all of them answer",
        () -> present(store.get(Vectors.keys(ITEMS), Deadline.after(LONG))) == ITEMS);
    return present(found);
  }

  @Test
  void put_manyVectors_keepsTheRulesOfEach() {
    try (RedisStore store = store()) {
      assertThat(store.put(List.of(preloaded(1, 5), filled(2, 5)))).isEqualTo(StoreStatus.OK);
      assertThat(store.put(List.of(filled(1, 4), filled(2, 6)))).isEqualTo(StoreStatus.OK);
      assertThat(Vectors.get(store, key(1), key(2)).vectors())
          .extracting(CachedVector::stamp)
          .containsExactly(5L, 6L);
      assertThat(owner(1).number("TTL", name(1))).isEqualTo(-1);
      assertThat(owner(2).number("TTL", name(2))).isPositive();
      assertThat(store.stats().written()).isEqualTo(3);
    }
  }

  @Test
  void put_scriptThatNoServerKnows_isSentToEach() {
    try (RedisStore store = store()) {
      for (LocalRedis master : cluster.masters()) {
        master.command("SCRIPT", "FLUSH");
      }
      Vectors.fill(store, ITEMS);
      assertThat(store.stats().failures()).isZero();
      assertThat(store.get(Vectors.keys(ITEMS), Deadline.after(LONG)).vectors())
          .doesNotContainNull();
    }
  }

  @Test
  void get_keyOfAnotherType_isAMiss() {
    try (RedisStore store = store()) {
      owner(1).command("LPUSH", name(1), "x");
      FoundVectors found = Vectors.get(store, key(1), key(2));
      assertThat(found.status()).isEqualTo(StoreStatus.OK);
      assertThat(found.vectors()).containsOnlyNulls();
      assertThat(store.stats().failures()).isZero();
    }
  }

  @Test
  void user_ofAnyId_isReadInOneRoundTrip() {
    try (RedisStore store = store()) {
      for (String id : List.of("u1", "a{b}c", "{x}", "}y")) {
        String hash = "ctr:user:{" + id + "}";
        on(hash).command("HSET", hash, "profile", "text of " + id);
        on(hash + ":events").command("LPUSH", hash + ":events", "50");
        assertThat(store.putVector(id, "e1", Vectors.vector(7, 1))).isEqualTo(StoreStatus.OK);
        StoredUser user = store.user(id, 5, Optional.of("e1"), Deadline.after(LONG));
        assertThat(user.status()).as(id).isEqualTo(StoreStatus.OK);
        assertThat(user.profile()).contains("text of " + id);
        assertThat(user.history().events()).containsExactly(BehaviorEvent.click("50"));
        Vectors.assertIsItem(user.vector(), 7);
      }
    }
  }

  @Test
  void calls_withTheDocumentedRights_mayDoEverything() {
    String rights = RedisLoginIT.RIGHTS + " +cluster|slots +asking +info";
    for (LocalRedis master : cluster.masters()) {
      master.command((Object[]) ("ACL SETUSER search on >secret ~ctr:* " + rights).split(" "));
    }
    try (RedisStore store =
        store(
            options ->
                options.username("search").password("secret").timeout(LONG).connectTimeout(LONG))) {
      Vectors.fill(store, ITEMS);
      assertThat(store.get(Vectors.keys(ITEMS), Deadline.after(LONG)).vectors())
          .doesNotContainNull();
      assertThat(store.ping()).isEqualTo(StoreStatus.OK);
      assertThat(store.stats().failures()).isZero();
    }
  }

  @Test
  void user_keysOfOneUser_lieTogether() {
    RedisKeys keys = new RedisKeys("ctr");
    for (String id : List.of("u1", "a{b}c", "{x}", "a}b")) {
      assertThat(SlotTable.slot(keys.user(id))).isEqualTo(SlotTable.slot(keys.events(id)));
    }
  }

  @Test
  void calls_whileASlotMoves_missNothing() throws Exception {
    try (RedisStore store = store()) {
      Vectors.fill(store, ITEMS);
      Searches searches = new Searches(store, LONG);
      try (searches) {
        searches.awaitWhole(5);
        for (int item = 0; item < 6; item++) {
          int slot = LocalCluster.slot(name(item));
          LocalRedis from = cluster.masterOf(slot);
          LocalRedis to = other(from);
          cluster.beginMove(slot, from, to);
          searches.awaitWhole(2);
          assertThat(store.put(List.of(filled(item, 2)))).isEqualTo(StoreStatus.OK);
          cluster.moveKeys(slot, from, to);
          searches.awaitWhole(2);
          assertThat(store.put(List.of(filled(item, 3)))).isEqualTo(StoreStatus.OK);
          cluster.endMove(slot, to);
          searches.awaitWhole(2);
          // And back, for the other tests.
          cluster.beginMove(slot, to, from);
          cluster.moveKeys(slot, to, from);
          cluster.endMove(slot, from);
        }
      }
      assertThat(searches.wrong()).isEmpty();
      assertThat(searches.count(StoreStatus.TIMEOUT)).isZero();
      assertThat(searches.count(StoreStatus.FAILED)).isZero();
      assertThat(Vectors.get(store, key(3)).vectors().getFirst())
          .extracting(CachedVector::stamp)
          .isEqualTo(3L);
    }
  }

  @Test
  void calls_noSeedThere_failThenAreSuspended() {
    RedisServers nowhere = new RedisServers.Cluster(List.of(new RedisAddress("127.0.0.1", 1)));
    try (RedisStore store =
        new RedisStore(RedisOptions.builder(nowhere).timeout(LONG).build(), Vectors.EXECUTOR)) {
      for (int i = 0; i < Breaker.FAILURES; i++) {
        assertThat(store.ping()).isEqualTo(StoreStatus.FAILED);
      }
      assertThat(store.ping()).isEqualTo(StoreStatus.SUSPENDED);
      assertThat(store.stats().suspendedNow()).isTrue();
    }
  }

  @Test
  void calls_seedOfNoCluster_fail() {
    try (LocalRedis single = LocalRedis.start();
        RedisStore store =
            new RedisStore(
                RedisOptions.builder(
                        new RedisServers.Cluster(
                            List.of(new RedisAddress(single.host(), single.port()))))
                    .timeout(LONG)
                    .build(),
                Vectors.EXECUTOR)) {
      assertThat(store.ping()).isEqualTo(StoreStatus.FAILED);
    }
  }

  @Test
  void calls_afterClose_fail() {
    RedisStore store = store();
    Vectors.fill(store, ITEMS);
    store.close();
    assertThat(Vectors.get(store, key(1)).status()).isEqualTo(StoreStatus.FAILED);
    assertThat(cluster.masters())
        .allSatisfy(
            master -> assertThat(master.text("CLIENT", "LIST")).doesNotContain("name=ctr-rank"));
  }

  private static int present(FoundVectors found) {
    return (int) found.vectors().stream().filter(vector -> vector != null).count();
  }

  private static int keysOn(LocalRedis master) {
    return (int) IntStream.range(0, ITEMS).filter(item -> owner(item) == master).count();
  }

  private static LocalRedis other(LocalRedis master) {
    return cluster.masters().stream().filter(one -> one != master).findFirst().orElseThrow();
  }

  private static LocalRedis owner(int item) {
    return on(name(item));
  }

  private static LocalRedis on(String key) {
    return cluster.masterOf(LocalCluster.slot(key));
  }

  private static String name(int item) {
    return new String(new RedisKeys("ctr").vector(key(item)), UTF_8);
  }

  private static RedisStore store() {
    return store(options -> options.timeout(LONG).connectTimeout(LONG));
  }

  private static RedisStore store(Consumer<RedisOptions.Builder> change) {
    return Clusters.store(cluster, change);
  }
}
