package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.filled;
import static io.ctrrank.runtime.redis.Vectors.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store says, and after which time, when Redis is away, slow, frozen or full. */
class RedisStoreFaultsIT {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  /** Other processes share the machine; the median keeps closer to the deadline. */
  private static final Duration SLACK = Duration.ofMillis(250);

  private static final Duration CLOSE = Duration.ofMillis(10);

  private LocalRedis redis;
  private RedisStore store;

  @BeforeEach
  void start() {
    redis = LocalRedis.start();
    store = Vectors.store(redis, options -> options.timeout(TIMEOUT));
    assertThat(store.ping()).isEqualTo(StoreStatus.OK);
    Vectors.fill(store, 200);
  }

  @AfterEach
  void stop() {
    store.close();
    redis.close();
  }

  @Test
  void get_killed_failsAtOnceAndComesBackByItself() {
    redis.kill();
    for (int i = 0; i < Breaker.FAILURES; i++) {
      assertThat(timed(() -> get(1)).status()).isEqualTo(StoreStatus.FAILED);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(get(1).status()).isEqualTo(StoreStatus.SUSPENDED);
    }
    assertThat(store.stats().suspendedNow()).isTrue();
    assertThat(store.stats().suspended()).isEqualTo(100);
    assertThat(store.put(List.of(filled(1, 1)))).isEqualTo(StoreStatus.SUSPENDED);
    assertThat(user().status()).isEqualTo(StoreStatus.SUSPENDED);
    redis.restart();
    awaitOk();
    assertThat(store.stats().suspendedNow()).isFalse();
    Vectors.fill(store, 200);
    Vectors.assertIsItem(get(1).vectors().getFirst(), 1);
  }

  @Test
  void get_killedMidWay_failsWithoutWaitingForTheDeadline() throws Exception {
    try (RedisStore patient =
        Vectors.store(redis, options -> options.timeout(Duration.ofSeconds(20)))) {
      assertThat(patient.ping()).isEqualTo(StoreStatus.OK);
      redis.freeze();
      CompletableFuture<FoundVectors> found =
          CompletableFuture.supplyAsync(
              () -> patient.get(List.of(key(1)), Deadline.after(Duration.ofSeconds(20))));
      Thread.sleep(100);
      assertThat(found).isNotDone();
      redis.kill();
      assertThat(found.get().status()).isEqualTo(StoreStatus.FAILED);
    }
  }

  @Test
  void get_away_triesOnceASecond() throws Exception {
    redis.kill();
    long end = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
    int asked = 0;
    while (System.nanoTime() - end < 0) {
      asked++;
      get(1);
      Thread.sleep(1);
    }
    assertThat(asked).isGreaterThan(200);
    assertThat(store.stats().failures()).isBetween(4L, 6L);
  }

  @Test
  void calls_restartedOnTheSamePort_noneFails() {
    // Whether connections that broke are told from servers that fail has nothing to do with time.
    store.close();
    store = Vectors.store(redis, options -> options.timeout(Duration.ofSeconds(5)));
    List<CompletableFuture<FoundVectors>> together = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      together.add(CompletableFuture.supplyAsync(() -> get(1), Vectors.EXECUTOR));
    }
    together.forEach(CompletableFuture::join);
    for (int round = 0; round < 3; round++) {
      redis.restart();
      assertThat(get(1).status()).isEqualTo(StoreStatus.OK);
      assertThat(store.put(List.of(filled(1, 1)))).isEqualTo(StoreStatus.OK);
      redis.restart();
      assertThat(store.put(List.of(filled(1, 1)))).isEqualTo(StoreStatus.OK);
      assertThat(user().status()).isEqualTo(StoreStatus.OK);
      Vectors.assertIsItem(get(1).vectors().getFirst(), 1);
    }
    assertThat(store.stats().failures()).isZero();
  }

  @Test
  void calls_frozen_timeOutThenAreSuspendedThenComeBack() {
    redis.freeze();
    assertThat(timed(() -> get(1)).status()).isEqualTo(StoreStatus.TIMEOUT);
    assertThat(timed(this::user).status()).isEqualTo(StoreStatus.TIMEOUT);
    assertThat(timed(() -> get(2)).status()).isEqualTo(StoreStatus.TIMEOUT);
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      long start = System.nanoTime();
      assertThat(get(1).status()).isEqualTo(StoreStatus.SUSPENDED);
      nanos.add(System.nanoTime() - start);
    }
    assertThat(median(nanos)).isLessThan(Duration.ofMillis(1));
    redis.thaw();
    awaitOk();
    Vectors.assertIsItem(get(1).vectors().getFirst(), 1);
    assertThat(store.stats().timeouts()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void get_frozen_endsCloseToTheDeadline() {
    redis.freeze();
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try (RedisStore fresh = Vectors.store(redis, options -> options.timeout(TIMEOUT))) {
        long start = System.nanoTime();
        assertThat(fresh.get(List.of(key(1)), Deadline.after(Duration.ofMillis(20))).status())
            .isEqualTo(StoreStatus.TIMEOUT);
        late.add(System.nanoTime() - start - Duration.ofMillis(20).toNanos());
      }
    }
    assertThat(median(late)).isBetween(Duration.ZERO, CLOSE);
  }

  @Test
  void get_frozenWhileAWindowIsSent_endsByTheDeadline() {
    redis.freeze();
    // More than the buffers of both ends hold.
    String item = "x".repeat(1_000);
    List<VectorKey> keys = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      keys.add(new VectorKey("e1", "shop", item + i));
    }
    FoundVectors found = timed(() -> store.get(keys, Deadline.after(TIMEOUT)));
    assertThat(found.status()).isEqualTo(StoreStatus.TIMEOUT);
    assertThat(found.vectors()).hasSize(10_000).containsOnlyNulls();
  }

  @Test
  void get_lateAnswerOfAnEarlierCall_isNeverReadAsItsOwn() {
    for (int round = 1; round < 20; round++) {
      redis.freeze();
      int asked = round;
      assertThat(timed(() -> get(asked)).status()).isIn(StoreStatus.TIMEOUT, StoreStatus.SUSPENDED);
      redis.thaw();
      awaitOk();
      FoundVectors next = get(100 + round);
      assertThat(next.status()).isEqualTo(StoreStatus.OK);
      Vectors.assertIsItem(next.vectors().getFirst(), 100 + round);
    }
  }

  @Test
  void get_slow_timesOutAndTheNextOneInTimeIsAnswered() throws Exception {
    redis.command("CLIENT", "PAUSE", 200);
    assertThat(timed(() -> get(1)).status()).isEqualTo(StoreStatus.TIMEOUT);
    Thread.sleep(250);
    Vectors.assertIsItem(get(1).vectors().getFirst(), 1);
    assertThat(store.stats().suspended()).isZero();
  }

  @Test
  void get_callersInAHurry_doNotProveRedisFrozen() {
    try (RedisStore patient = Vectors.store(redis)) {
      assertThat(patient.ping()).isEqualTo(StoreStatus.OK);
      redis.freeze();
      for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
        assertThat(patient.get(List.of(key(1)), Deadline.after(Duration.ofMillis(2))).status())
            .isEqualTo(StoreStatus.TIMEOUT);
      }
      redis.thaw();
      assertThat(Vectors.get(patient, key(1)).status()).isEqualTo(StoreStatus.OK);
    }
  }

  @Test
  void put_full_failsAndReadsGoOn() {
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.command("CONFIG", "SET", "maxmemory", 1);
    for (int i = 0; i < 10; i++) {
      assertThat(store.put(List.of(filled(1_000, 1), filled(1_001, 1))))
          .isEqualTo(StoreStatus.FAILED);
      Vectors.assertIsItem(get(1).vectors().getFirst(), 1);
    }
    assertThat(store.stats().writeFailures()).isEqualTo(20);
    redis.command("CONFIG", "SET", "maxmemory", 0);
    assertThat(store.put(List.of(filled(1_000, 1)))).isEqualTo(StoreStatus.OK);
  }

  @Test
  void put_frozen_endsAndDropsTheRest() {
    redis.freeze();
    try (RedisStore quick =
        Vectors.store(
            redis, options -> options.timeout(TIMEOUT).connectTimeout(Duration.ofMillis(100)))) {
      long start = System.nanoTime();
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        entries.add(filled(i, 1));
      }
      assertThat(quick.put(entries)).isIn(StoreStatus.TIMEOUT, StoreStatus.FAILED);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(Duration.ofMillis(150).plus(SLACK));
      assertThat(quick.stats().writeFailures()).isEqualTo(1_000);
    }
  }

  @Test
  void get_everyConnectionInUse_isBusyAtOnce() {
    try (RedisStore narrow =
        Vectors.store(redis, options -> options.timeout(Duration.ofSeconds(1)).connections(2))) {
      narrow.ping();
      redis.freeze();
      List<CompletableFuture<FoundVectors>> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(
            CompletableFuture.supplyAsync(
                () -> narrow.get(List.of(key(1)), Deadline.after(Duration.ofSeconds(1))),
                Vectors.EXECUTOR));
      }
      while (narrow.stats().calls() < 3) {
        Thread.onSpinWait();
      }
      FoundVectors third = timed(() -> narrow.get(List.of(key(1)), Deadline.after(TIMEOUT)));
      redis.thaw();
      assertThat(third.status()).isEqualTo(StoreStatus.BUSY);
      waiting.forEach(found -> assertThat(found.join().status()).isEqualTo(StoreStatus.OK));
    }
  }

  @Test
  void calls_afterClose_fail() {
    store.close();
    assertThat(get(1).status()).isEqualTo(StoreStatus.FAILED);
    assertThat(redis.text("CLIENT", "LIST")).doesNotContain("name=ctr-rank");
  }

  @Test
  void close_whileAConnectionIsInUse_closesItWhenItComesBack() throws Exception {
    RedisStore patient = Vectors.store(redis);
    assertThat(patient.ping()).isEqualTo(StoreStatus.OK);
    store.close();
    redis.freeze();
    CompletableFuture<FoundVectors> found =
        CompletableFuture.supplyAsync(() -> Vectors.get(patient, key(1)), Vectors.EXECUTOR);
    while (patient.stats().calls() < 2) {
      Thread.onSpinWait();
    }
    Thread.sleep(50);
    patient.close();
    redis.thaw();
    assertThat(found.get().status()).isEqualTo(StoreStatus.OK);
    assertThat(redis.text("CLIENT", "LIST")).doesNotContain("name=ctr-rank");
  }

  @Test
  void get_tooManyClients_failsAndComesBack() {
    redis.command("CONFIG", "SET", "maxclients", 1);
    // The one client is the first store.
    try (RedisStore second = Vectors.store(redis)) {
      assertThat(Vectors.get(second, key(1)).status()).isEqualTo(StoreStatus.FAILED);
      store.close();
      // Redis sees a little later that the first client is gone.
      awaitOk(() -> Vectors.get(second, key(1)).status());
      Vectors.assertIsItem(Vectors.get(second, key(1)).vectors().getFirst(), 1);
    }
  }

  @Test
  void calls_underFreezesKillsAndRestarts_answerInTimeAndNeverWrong() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int worker = 0; worker < 4; worker++) {
      int own = worker;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Random items = new Random(seed + own);
                    while (!over.get()) {
                      int item = items.nextInt(200);
                      long start = System.nanoTime();
                      FoundVectors found = get(item);
                      if (found.status() != StoreStatus.SUSPENDED) {
                        // Those that were not asked at all are a million a second, and prove
                        // nothing.
                        nanos.add(System.nanoTime() - start);
                      }
                      CachedVector vector = found.vectors().getFirst();
                      if (vector != null && vector.fingerprint() != item) {
                        wrong.add("asked for " + item + ", got " + vector.fingerprint());
                      }
                      answered.addAndGet(vector == null ? 0 : 1);
                      if (items.nextInt(10) == 0) {
                        store.put(List.of(filled(item, 1)));
                      }
                    }
                  }));
    }
    for (int i = 0; i < 8; i++) {
      Thread.sleep(random.nextInt(150));
      if (random.nextBoolean()) {
        redis.freeze();
        Thread.sleep(random.nextInt(250));
        redis.thaw();
      } else {
        redis.restart();
      }
    }
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(answered.get()).as("seed %d", seed).isPositive();
    Collections.sort(nanos);
    assertThat(Duration.ofNanos(nanos.get((int) (nanos.size() * 999L / 1_000))))
        .as("seed %d", seed)
        .isLessThan(TIMEOUT.plus(SLACK));
    awaitOk();
  }

  private FoundVectors get(int item) {
    return store.get(List.of(key(item)), Deadline.after(Duration.ofSeconds(5)));
  }

  private StoredUser user() {
    return store.user("u1", 50, Optional.of("e1"), Deadline.after(Duration.ofSeconds(5)));
  }

  /** The pause, and some more for a busy machine. */
  private void awaitOk() {
    awaitOk(() -> get(1).status());
  }

  private static void awaitOk(Supplier<StoreStatus> call) {
    long end = System.nanoTime() + Breaker.PAUSE.plusSeconds(4).toNanos();
    StoreStatus status = call.get();
    while (status != StoreStatus.OK && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      status = call.get();
    }
    assertThat(status).isEqualTo(StoreStatus.OK);
  }

  private static <T> T timed(Supplier<T> call) {
    long start = System.nanoTime();
    T result = call.get();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plus(SLACK));
    return result;
  }

  private static Duration median(List<Long> nanos) {
    return Duration.ofNanos(nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElse(0L));
  }
}
