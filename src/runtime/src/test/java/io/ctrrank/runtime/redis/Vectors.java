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
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Vectors that tell whose they are, and stores to keep them in. */
final class Vectors {
  static final int DIMENSIONS = 64;
  static final Executor EXECUTOR = Executors.newVirtualThreadPerTaskExecutor();

  private Vectors() {}

  /** A store with time enough for a busy machine. */
  static RedisStore store(LocalRedis redis) {
    return store(redis, options -> {});
  }

  /** A store with time enough for a busy machine, unless {@code change} says otherwise. */
  static RedisStore store(LocalRedis redis, Consumer<RedisOptions.Builder> change) {
    return store(redis, change, System::nanoTime);
  }

  /** A store with a clock of its own. */
  static RedisStore store(
      LocalRedis redis, Consumer<RedisOptions.Builder> change, LongSupplier nanoTime) {
    RedisOptions.Builder options =
        RedisOptions.builder(redis.host())
            .port(redis.port())
            .timeout(Duration.ofSeconds(5))
            .connectTimeout(Duration.ofSeconds(5));
    change.accept(options);
    return new RedisStore(
        options.build(), EXECUTOR, warning -> {}, InstantSource.system(), nanoTime);
  }

  static VectorKey key(int item) {
    return new VectorKey("e1", "shop", Integer.toString(item));
  }

  static List<VectorKey> keys(int items) {
    return IntStream.range(0, items).mapToObj(Vectors::key).toList();
  }

  /** The item's number stands in its fingerprint and in every component. */
  static CachedVector vector(int item, long stamp) {
    short[] components = new short[DIMENSIONS];
    for (int i = 0; i < components.length; i++) {
      components[i] = (short) (item % 10_000 + i);
    }
    return new CachedVector(item, stamp, components);
  }

  static Entry filled(int item, long stamp) {
    return new Entry(key(item), vector(item, stamp), Lifetime.MISS_FILL);
  }

  static Entry preloaded(int item, long stamp) {
    return new Entry(key(item), vector(item, stamp), Lifetime.PRELOADED);
  }

  static void fill(RedisStore store, int items) {
    assertThat(store.put(IntStream.range(0, items).mapToObj(item -> filled(item, 1)).toList()))
        .isEqualTo(StoreStatus.OK);
  }

  static FoundVectors get(RedisStore store, VectorKey... keys) {
    return store.get(List.of(keys), Deadline.after(Duration.ofSeconds(5)));
  }

  static void assertIsItem(@Nullable CachedVector found, int item) {
    assertThat(found).as("item %d", item).isNotNull();
    assertThat(found)
        .extracting(CachedVector::fingerprint, CachedVector::vector)
        .containsExactly((long) item, vector(item, 0).vector());
  }
}
