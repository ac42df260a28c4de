package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.store.VectorStore.Lifetime;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisStoreIT {
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
    store =
        new RedisStore(
            RedisOptions.builder(redis.host())
                .port(redis.port())
                .timeout(Duration.ofSeconds(2))
                .build(),
            Executors.newVirtualThreadPerTaskExecutor());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void get_afterPut_isTheVector() {
    VectorKey key = new VectorKey("e", "c", "1");
    assertThat(
            store.put(
                List.of(
                    new Entry(
                        key, new CachedVector(7, 1, new short[] {1, 2}), Lifetime.MISS_FILL))))
        .isEqualTo(StoreStatus.OK);
    FoundVectors found =
        store.get(
            List.of(key, new VectorKey("e", "c", "2")), Deadline.after(Duration.ofSeconds(5)));
    assertThat(found.status()).isEqualTo(StoreStatus.OK);
    assertThat(found.vectors().get(0)).isNotNull();
    assertThat(found.vectors().get(1)).isNull();
  }
}
