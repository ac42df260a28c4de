package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.UserRetention;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.store.VectorStore.Lifetime;
import io.ctrrank.runtime.testing.LocalRedis;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The figures of docs/redis.md: {@code mvn verify -pl src/core,src/runtime -Dit.test=RedisCostIT}.
 */
@Isolated("measures time")
class RedisCostIT {
  private static final int WINDOW = 200;

  @Test
  void get_aWindow_costsLittleCpu() {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store = Vectors.store(redis)) {
      List<VectorKey> keys = put(store, WINDOW, Lifetime.PRELOADED);
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      List<Long> cpu = new ArrayList<>();
      List<Long> wall = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        long cpuStart = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        assertThat(store.get(keys, Deadline.after(Duration.ofSeconds(2))).status())
            .isEqualTo(StoreStatus.OK);
        if (i >= 3_000) {
          wall.add(System.nanoTime() - start);
          cpu.add(threads.getCurrentThreadCpuTime() - cpuStart);
        }
      }
      System.out.printf(
          "a window of %d vectors: median %d us CPU of the caller, median %d us, p99 %d us%n",
          WINDOW, at(cpu, 0.5), at(wall, 0.5), at(wall, 0.99));
      assertThat(at(cpu, 0.5)).isLessThan(1_000);
    }
  }

  @Test
  void put_vectors_takeAsManyBytesAsTheDocumentTells() {
    for (Lifetime lifetime : Lifetime.values()) {
      try (LocalRedis redis = LocalRedis.start();
          RedisStore store = Vectors.store(redis)) {
        int vectors = 65_536;
        long before = used(redis);
        put(store, vectors, lifetime);
        long bytes = (used(redis) - before) / vectors;
        System.out.printf("%s: %d bytes of Redis a vector%n", lifetime, bytes);
        assertThat(bytes).isBetween(200L, 400L);
      }
    }
  }

  @Test
  void append_oneEvent_costsRedisLittleHoweverLongTheList() {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store = Vectors.store(redis)) {
      for (int kept : List.of(50, 500, 5_000)) {
        UserRetention retention = new UserRetention(kept, Duration.ofDays(90), 16);
        List<BehaviorEvent> first = new ArrayList<>();
        for (int i = 1; i <= kept; i++) {
          first.add(new BehaviorEvent(Integer.toString(100_000 + i), 1_600_000_000 + i, "click"));
        }
        assertThat(store.userStates().append("u" + kept, first, retention).status())
            .isEqualTo(StoreStatus.OK);
        System.out.printf(
            "a user with %d events: %d bytes of Redis%n",
            kept,
            redis.number("MEMORY", "USAGE", "ctr:user:{u" + kept + "}:events", "SAMPLES", "0")
                + redis.number("MEMORY", "USAGE", "ctr:user:{u" + kept + "}", "SAMPLES", "0"));
        redis.command("CONFIG", "RESETSTAT");
        int appends = 2_000;
        for (int i = 0; i < appends; i++) {
          BehaviorEvent event = new BehaviorEvent("7", 1_700_000_000 + i, "click");
          store.userStates().append("u" + kept, List.of(event), retention);
        }
        Matcher micros =
            Pattern.compile("cmdstat_evalsha:.*usec_per_call=([0-9.]+)")
                .matcher(redis.text("INFO", "commandstats"));
        assertThat(micros.find()).isTrue();
        System.out.printf(
            "an event appended to %d others: %s us of Redis%n", kept, micros.group(1));
        assertThat(Double.parseDouble(micros.group(1))).isLessThan(5_000);
      }
    }
  }

  /** Keys as long as real ones: an embedding version, an index UUID, an id. */
  private static List<VectorKey> put(RedisStore store, int vectors, Lifetime lifetime) {
    List<VectorKey> keys = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < vectors; i++) {
      VectorKey key = new VectorKey("0123456789abcdef", "Xy0".repeat(7) + "z", "item-" + i);
      keys.add(key);
      entries.add(new Entry(key, Vectors.vector(i, 1), lifetime));
    }
    assertThat(store.put(entries)).isEqualTo(StoreStatus.OK);
    return keys;
  }

  private static long used(LocalRedis redis) {
    return redis
        .text("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
        .findFirst()
        .orElseThrow();
  }

  private static long at(List<Long> nanos, double quantile) {
    return nanos.stream().sorted().skip((long) (nanos.size() * quantile)).findFirst().orElse(0L)
        / 1_000;
  }
}
