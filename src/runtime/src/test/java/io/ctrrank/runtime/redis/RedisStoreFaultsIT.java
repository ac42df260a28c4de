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
import io.ctrrank.runtime.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the store says, and after which time, when Redis is away, slow, frozen or full. */
@Isolated("deadlines of milliseconds")
class RedisStoreFaultsIT {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  /**
   * Other processes share the machine, which now and then stands still for a second. What takes
   * less than that, callers' deadlines do not end.
   */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Duration CLOSE = Duration.ofMillis(10);

  private LocalRedis redis;

  /** In a hurry: for what is not answered. What must be answered is asked with more time. */
  private RedisStore store;

  /** The clock of {@link #store}. */
  private volatile LongSupplier nanoTime = System::nanoTime;

  @BeforeEach
  void start() {
    redis = LocalRedis.start();
    use(TIMEOUT);
    Vectors.fill(store, 200);
  }

  @AfterEach
  void stop() {
    store.close();
    redis.close();
  }

  @Test
  void get_killed_failsAtOnceAndComesBackByItself() {
    use(Duration.ofSeconds(5));
    redis.kill();
    clockStandsAt(System.nanoTime());
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
    nanoTime = System::nanoTime;
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
  void put_masterThatIsAReplicaNow_isLeftForANewConnection() {
    assertThat(store.put(List.of(filled(1, 2)))).isEqualTo(StoreStatus.OK);
    // Nobody is there to follow; the server keeps its keys and its clients.
    redis.command("REPLICAOF", redis.host(), 1);
    assertThat(store.put(List.of(filled(1, 3)))).isEqualTo(StoreStatus.FAILED);
    redis.command("REPLICAOF", "NO", "ONE");
    long connections = connections();
    assertThat(store.put(List.of(filled(1, 3)))).isEqualTo(StoreStatus.OK);
    assertThat(connections()).as("not only this one's").isGreaterThan(connections + 1);
  }

  private long connections() {
    Matcher count =
        Pattern.compile("total_connections_received:(\\d+)").matcher(redis.text("INFO", "stats"));
    assertThat(count.find()).isTrue();
    return Long.parseLong(count.group(1));
  }

  @Test
  void get_away_triesOnceASecond() throws Exception {
    use(Duration.ofSeconds(5));
    redis.kill();
    long start = System.nanoTime();
    long end = start + Duration.ofMillis(2_500).toNanos();
    int asked = 0;
    while (System.nanoTime() - end < 0) {
      asked++;
      get(1);
      Thread.sleep(1);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(asked).isGreaterThan(200);
    assertThat(store.stats().failures())
        .isBetween(
            Breaker.FAILURES + 1L, Breaker.FAILURES + taken.toMillis() / Breaker.PAUSE.toMillis());
  }

  @Test
  void calls_restartedOnTheSamePort_noneFails() {
    // Whether connections that broke are told from servers that fail has nothing to do with time.
    use(Duration.ofSeconds(5));
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
    long before = System.nanoTime();
    assertThat(timed(() -> get(1)).status()).isEqualTo(StoreStatus.TIMEOUT);
    assertThat(timed(this::user).status()).isEqualTo(StoreStatus.TIMEOUT);
    assertThat(timed(() -> get(2)).status()).isEqualTo(StoreStatus.TIMEOUT);
    clockStandsAt(before);
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      long start = System.nanoTime();
      assertThat(get(1).status()).isEqualTo(StoreStatus.SUSPENDED);
      nanos.add(System.nanoTime() - start);
    }
    assertThat(median(nanos)).isLessThan(Duration.ofMillis(1));
    redis.thaw();
    nanoTime = System::nanoTime;
    Vectors.assertIsItem(awaitOk().vectors().getFirst(), 1);
    assertThat(store.stats().timeouts()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void get_frozen_endsCloseToTheDeadline() {
    redis.freeze();
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try (RedisStore fresh = Vectors.store(redis)) {
        long start = System.nanoTime();
        assertThat(fresh.get(List.of(key(1)), Deadline.after(Duration.ofMillis(20))).status())
            .isEqualTo(StoreStatus.TIMEOUT);
        late.add(System.nanoTime() - start - Duration.ofMillis(20).toNanos());
      }
    }
    assertThat(late).allMatch(nanos -> nanos >= 0);
    assertThat(Duration.ofNanos(Collections.min(late))).isLessThan(CLOSE);
    assertThat(median(late)).isLessThan(SLACK);
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
      FoundVectors next = awaitOk(100 + round);
      Vectors.assertIsItem(next.vectors().getFirst(), 100 + round);
    }
  }

  @Test
  void get_slow_timesOutAndTheNextOneInTimeIsAnswered() {
    Duration patience = Duration.ofSeconds(2);
    use(patience);
    redis.freeze();
    assertThat(timed(() -> get(1), patience).status()).isEqualTo(StoreStatus.TIMEOUT);
    redis.thaw();
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
    use(Duration.ofSeconds(5));
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
      assertThat(quick.stats().calls()).as("the rest is not even begun").isEqualTo(1);
      assertThat(quick.stats().writeFailures()).isEqualTo(1_000);
    }
  }

  @Test
  void get_everyConnectionInUse_isBusyAtOnce() {
    Duration patience = Duration.ofSeconds(20);
    AtomicInteger openings = new AtomicInteger();
    RedisOptions options =
        RedisOptions.builder(redis.host())
            .port(redis.port())
            .timeout(patience)
            .connectTimeout(patience)
            .connections(2)
            .build();
    try (RedisStore narrow =
        new RedisStore(
            options,
            task -> {
              openings.incrementAndGet();
              Vectors.EXECUTOR.execute(task);
            })) {
      redis.freeze();
      List<CompletableFuture<FoundVectors>> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(
            CompletableFuture.supplyAsync(
                () -> narrow.get(List.of(key(1)), Deadline.after(patience)), Vectors.EXECUTOR));
      }
      // Who has a connection opened has taken a place before.
      Waiting.until(patience, "both places are taken", () -> openings.get() == 2);
      FoundVectors third = timed(() -> narrow.get(List.of(key(1)), Deadline.after(patience)));
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
    CompletableFuture<FoundVectors> found = new CompletableFuture<>();
    Thread caller = Thread.ofPlatform().start(() -> found.complete(Vectors.get(patient, key(1))));
    Waiting.until(Duration.ofSeconds(4), "the connection is in use", () -> reads(caller));
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
      FoundVectors found = awaitOk(() -> Vectors.get(second, key(1)));
      Vectors.assertIsItem(found.vectors().getFirst(), 1);
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

  /** Closes the store that was in use before. */
  private void use(Duration timeout) {
    if (store != null) {
      store.close();
    }
    store = Vectors.store(redis, options -> options.timeout(timeout), () -> nanoTime.getAsLong());
    assertThat(store.ping()).isEqualTo(StoreStatus.OK);
  }

  /** No pause is over while the clock stands. */
  private void clockStandsAt(long nanos) {
    nanoTime = () -> nanos;
  }

  private FoundVectors awaitOk() {
    return awaitOk(1);
  }

  private FoundVectors awaitOk(int item) {
    return awaitOk(() -> get(item));
  }

  /** The first answer that is one: after the pause, and some more on a busy machine. */
  private static FoundVectors awaitOk(Supplier<FoundVectors> call) {
    long end = System.nanoTime() + Breaker.PAUSE.plusSeconds(20).toNanos();
    FoundVectors found = call.get();
    while (found.status() != StoreStatus.OK && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      found = call.get();
    }
    assertThat(found.status()).isEqualTo(StoreStatus.OK);
    return found;
  }

  /** Whether a thread waits for an answer: then it has a connection. */
  private static boolean reads(Thread caller) {
    return Arrays.stream(caller.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(DeadlineSocket.class.getName()));
  }

  private static <T> T timed(Supplier<T> call) {
    return timed(call, TIMEOUT);
  }

  private static <T> T timed(Supplier<T> call, Duration limit) {
    long start = System.nanoTime();
    T result = call.get();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plus(SLACK));
    return result;
  }

  private static Duration median(List<Long> nanos) {
    return Duration.ofNanos(nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElse(0L));
  }
}
