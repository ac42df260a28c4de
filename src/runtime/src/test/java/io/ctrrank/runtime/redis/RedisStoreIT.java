package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.filled;
import static io.ctrrank.runtime.redis.Vectors.get;
import static io.ctrrank.runtime.redis.Vectors.key;
import static io.ctrrank.runtime.redis.Vectors.preloaded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.store.VectorStore.Lifetime;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisStoreIT {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final String FIRST = "ctr:v1:e1:shop:1";
  private static final long NONE = -2;
  private static final long FOR_GOOD = -1;

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
  void get_afterPut_isTheVectorAndNullForTheOthers() {
    assertThat(store.put(List.of(filled(1, 10), filled(3, 10)))).isEqualTo(StoreStatus.OK);
    FoundVectors found = get(store, key(1), key(2), key(3));
    assertThat(found.status()).isEqualTo(StoreStatus.OK);
    assertThat(found.vectors())
        .usingRecursiveComparison()
        .isEqualTo(Arrays.asList(Vectors.vector(1, 10), null, Vectors.vector(3, 10)));
  }

  @Test
  void get_noKeys_asksNothing() {
    redis.freeze();
    try {
      assertThat(get(store).status()).isEqualTo(StoreStatus.OK);
    } finally {
      redis.thaw();
    }
  }

  @Test
  void get_lessThanAMillisecondLeft_asksNothing() {
    get(store, key(1));
    long before = commands();
    for (Duration left : List.of(Duration.ZERO, Duration.ofNanos(900_000))) {
      assertThat(store.get(List.of(key(1)), Deadline.after(left)).status())
          .isEqualTo(StoreStatus.TIMEOUT);
    }
    assertThat(commands() - before).isZero();
  }

  @Test
  void get_aWindowOfTenThousand_isOneRoundTrip() {
    Vectors.fill(store, 10_000);
    long before = commands();
    FoundVectors found = store.get(Vectors.keys(10_000), Deadline.after(LONG));
    assertThat(commands() - before).isEqualTo(1);
    for (int item = 0; item < 10_000; item++) {
      Vectors.assertIsItem(found.vectors().get(item), item);
    }
  }

  @Test
  void get_keysOfSeveralCataloguesAndVersions_keepsThemApart() {
    List<VectorKey> keys = new ArrayList<>();
    for (String item : List.of("1", "a:b", "käse", "日本", "emoji \uD83D\uDE00", "with space")) {
      for (String catalogue : List.of("shop", "a", "a:b", "a%3Ab")) {
        keys.add(new VectorKey("e1", catalogue, item));
        keys.add(new VectorKey("e2", catalogue, item));
        keys.add(new VectorKey("e1", catalogue, "b:" + item));
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      entries.add(new Entry(keys.get(i), Vectors.vector(i, 1), Lifetime.PRELOADED));
    }
    assertThat(store.put(entries)).isEqualTo(StoreStatus.OK);
    FoundVectors found = store.get(keys, Deadline.after(LONG));
    for (int i = 0; i < keys.size(); i++) {
      Vectors.assertIsItem(found.vectors().get(i), i);
    }
    assertThat(redis.command("DBSIZE")).isEqualTo((long) keys.size());
  }

  @Test
  void put_missFill_expiresAndPreloadedStays() {
    store.put(List.of(filled(1, 10), preloaded(2, 10)));
    assertThat(ttl(FIRST)).isBetween(86_000_000L, 86_400_000L);
    assertThat(ttl("ctr:v1:e1:shop:2")).isEqualTo(FOR_GOOD);
  }

  @Test
  void put_missFillOverAPreloaded_staysForGood() {
    store.put(List.of(preloaded(1, 10)));
    store.put(List.of(filled(1, 20)));
    assertThat(stamp()).isEqualTo(20);
    assertThat(ttl(FIRST)).isEqualTo(FOR_GOOD);
  }

  @Test
  void put_missFillOverAMissFill_startsItsTimeAnew() {
    store.put(List.of(filled(1, 10)));
    redis.command("PEXPIRE", FIRST, 60_000);
    store.put(List.of(filled(1, 20)));
    assertThat(ttl(FIRST)).isGreaterThan(60_000);
  }

  @Test
  void put_olderStamp_leavesTheNewerVector() {
    store.put(List.of(filled(1, 20)));
    assertThat(store.put(List.of(new Entry(key(1), Vectors.vector(9, 10), Lifetime.MISS_FILL))))
        .isEqualTo(StoreStatus.OK);
    Vectors.assertIsItem(get(store, key(1)).vectors().getFirst(), 1);
    assertThat(ttl(FIRST)).isPositive();
    assertThat(store.stats().written()).isEqualTo(1);
  }

  @Test
  void put_olderPreloaded_leavesTheNewerVectorForGood() {
    store.put(List.of(filled(1, 20)));
    store.put(List.of(preloaded(1, 10)));
    assertThat(stamp()).isEqualTo(20);
    assertThat(ttl(FIRST)).isEqualTo(FOR_GOOD);
  }

  @Test
  void put_sameStamp_takesTheLater() {
    store.put(List.of(filled(1, 20)));
    store.put(List.of(new Entry(key(1), Vectors.vector(2, 20), Lifetime.MISS_FILL)));
    Vectors.assertIsItem(get(store, key(1)).vectors().getFirst(), 2);
  }

  @Test
  void put_randomStampsInRandomOrder_theNewestIsLeft() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long now = System.currentTimeMillis();
    long newest = 0;
    for (int round = 0; round < 300; round++) {
      // Differences in every byte of a stamp.
      long stamp = now - (random.nextLong() >>> (24 + random.nextInt(39)));
      newest = Math.max(newest, stamp);
      store.put(List.of(filled(1, stamp)));
      assertThat(stamp()).as("seed %d", seed).isEqualTo(newest);
    }
  }

  @Test
  void put_overAStampThatIsStillToCome_whichIsAMiss_replacesIt() {
    long now = System.currentTimeMillis();
    for (long future : new long[] {now + Duration.ofHours(2).toMillis(), Long.MAX_VALUE, -1}) {
      redis.flush();
      byte[] place = new RedisKeys("ctr").vector(key(1));
      redis.command("SET", place, VectorValue.encode(Vectors.vector(1, future), place));
      assertThat(get(store, key(1)).vectors()).containsOnlyNulls();
      store.put(List.of(filled(1, now)));
      assertThat(stamp()).isEqualTo(now);
    }
    assertThat(store.stats().damaged()).isEqualTo(3);
  }

  @Test
  void put_overOtherStampsOfAWritersClock_keepsTheNewer() {
    long ahead = System.currentTimeMillis() + Duration.ofMinutes(5).toMillis();
    store.put(List.of(filled(1, ahead)));
    store.put(List.of(filled(1, ahead - 1)));
    assertThat(stamp()).isEqualTo(ahead);
  }

  @Test
  void put_moreThanABatch_takesAll() {
    Vectors.fill(store, 3 * RedisStore.WRITE_BATCH + 1);
    assertThat(redis.command("DBSIZE")).isEqualTo(3L * RedisStore.WRITE_BATCH + 1);
    assertThat(store.stats().written()).isEqualTo(3L * RedisStore.WRITE_BATCH + 1);
    assertThat(store.stats().calls()).isEqualTo(4);
  }

  @Test
  void put_vectorWithoutComponents_isTheCallersMistake() {
    Entry empty = new Entry(key(1), new CachedVector(1, 1, new short[0]), Lifetime.MISS_FILL);
    for (int i = 0; i < Breaker.FAILURES; i++) {
      assertThatThrownBy(() -> store.put(List.of(empty)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(get(store, key(1)).status()).isEqualTo(StoreStatus.OK);
  }

  @Test
  void put_nothing_isOk() {
    assertThat(store.put(List.of())).isEqualTo(StoreStatus.OK);
    assertThat(store.stats().calls()).isZero();
  }

  @Test
  void put_scriptsForgotten_sendsThemAgain() {
    store.put(List.of(filled(1, 1)));
    redis.command("SCRIPT", "FLUSH");
    assertThat(store.put(List.of(filled(1, 2)))).isEqualTo(StoreStatus.OK);
    assertThat(stamp()).isEqualTo(2);
  }

  @Test
  void get_garbage_isAMissThatThePutReplaces() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] place = new RedisKeys("ctr").vector(key(1));
    byte[] whole = VectorValue.encode(Vectors.vector(1, 5), place);
    for (int round = 0; round < 100; round++) {
      byte[] garbage = whole.clone();
      if (random.nextBoolean()) {
        garbage = new byte[random.nextInt(200)];
        random.nextBytes(garbage);
      } else {
        garbage[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      }
      redis.command("SET", place, garbage);
      FoundVectors found = get(store, key(0), key(1));
      assertThat(found.status()).isEqualTo(StoreStatus.OK);
      assertThat(found.vectors()).as("seed %d", seed).containsOnlyNulls();
      assertThat(store.stats().damaged()).isEqualTo(round + 1);
      store.put(List.of(filled(1, System.currentTimeMillis())));
      Vectors.assertIsItem(get(store, key(1)).vectors().getFirst(), 1);
    }
  }

  @Test
  void get_keyOfAnotherType_isAMissThatThePutReplaces() {
    redis.command("RPUSH", FIRST, "no", "vector");
    FoundVectors found = get(store, key(0), key(1));
    assertThat(found.status()).isEqualTo(StoreStatus.OK);
    assertThat(found.vectors()).containsOnlyNulls();
    assertThat(store.put(List.of(filled(0, 1), filled(1, 1)))).isEqualTo(StoreStatus.OK);
    Vectors.assertIsItem(get(store, key(1)).vectors().getFirst(), 1);
    assertThat(ttl(FIRST)).isPositive();
  }

  @Test
  void get_oversizedValues_areMissesAmongHits() {
    store.put(List.of(filled(0, 1), filled(3, 1)));
    redis.command("SETRANGE", FIRST, Replies.MOST_BYTES - 1, "x");
    redis.command("SETRANGE", "ctr:v1:e1:shop:2", 20 << 20, "x");
    FoundVectors found = get(store, key(0), key(1), key(2), key(3));
    assertThat(found.status()).isEqualTo(StoreStatus.OK);
    assertThat(found.vectors().subList(1, 3)).containsOnlyNulls();
    Vectors.assertIsItem(found.vectors().getFirst(), 0);
    Vectors.assertIsItem(found.vectors().getLast(), 3);
    assertThat(store.put(List.of(filled(1, 1), filled(2, 1)))).isEqualTo(StoreStatus.OK);
    Vectors.assertIsItem(get(store, key(2)).vectors().getFirst(), 2);
  }

  @Test
  void get_anotherPrefixOrDatabase_isAMiss() {
    store.put(List.of(filled(1, 1)));
    try (RedisStore prefix = Vectors.store(redis, options -> options.keyPrefix("other"));
        RedisStore database = Vectors.store(redis, options -> options.database(3))) {
      assertThat(get(prefix, key(1)).vectors()).containsOnlyNulls();
      assertThat(get(database, key(1)).vectors()).containsOnlyNulls();
      database.put(List.of(filled(1, 1)));
      assertThat(redis.text("INFO", "keyspace")).contains("db3:keys=1");
    }
  }

  @Test
  void stats_hitsAndMisses_areCounted() {
    store.put(List.of(filled(1, 1)));
    get(store, key(1), key(2), key(3));
    redis.command("SET", FIRST, "garbage");
    get(store, key(1));
    RedisStats stats = store.stats();
    assertThat(stats)
        .isEqualTo(new RedisStats(3, 1, 3, 1, 0, 0, 0, 0, 1, 0, false, stats.servers()));
  }

  @Test
  void ping_redisThere_isOk() {
    assertThat(store.ping()).isEqualTo(StoreStatus.OK);
  }

  @Test
  void connections_theirName_isTold() {
    store.ping();
    assertThat(redis.text("CLIENT", "LIST")).contains(" name=ctr-rank ");
  }

  @Test
  void calls_oneAfterTheOther_shareAConnection() {
    for (int i = 0; i < 50; i++) {
      get(store, key(i));
    }
    assertThat(redis.text("CLIENT", "LIST").split(" name=ctr-rank ", -1)).hasSize(2);
  }

  @Test
  void keys_ofTheStore_areThoseThatTheDocumentTells() {
    store.put(List.of(filled(1, 1)));
    byte[] value = requireNonNull(redis.bytes(FIRST.getBytes(UTF_8)), "no value");
    assertThat(value).hasSize(VectorValue.FRAME_BYTES + 2 * Vectors.DIMENSIONS);
    Vectors.assertIsItem(VectorValue.decode(value, FIRST.getBytes(UTF_8)), 1);
    assertThat(ttl("ctr:v1:e1:shop:2")).isEqualTo(NONE);
  }

  /** Of the vector of item 1; -1 when there is none. */
  private long stamp() {
    CachedVector found = get(store, key(1)).vectors().getFirst();
    return found == null ? -1 : found.stamp();
  }

  private static long ttl(String key) {
    return redis.number("PTTL", key);
  }

  /** Commands so far that ask for data: what opens connections and watches the server is none. */
  private static long commands() {
    return redis
        .text("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .filter(line -> !line.matches("cmdstat_(info|hello|auth|client|ping|config)[:|].*"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }
}
