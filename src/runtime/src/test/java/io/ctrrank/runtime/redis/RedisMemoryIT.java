package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the store says of a real server's memory. */
class RedisMemoryIT {
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  @Test
  void connect_noeviction_warnsOnceForEachStartOfTheServer() {
    try (LocalRedis redis =
            LocalRedis.start("--maxmemory", "64mb", "--maxmemory-policy", "noeviction");
        RedisStore store = store(redis, options -> {})) {
      awaitPolicy(store, "noeviction");
      // It is told a moment after the policy is known.
      await(() -> !warnings.isEmpty());
      for (int i = 0; i < 20; i++) {
        assertThat(store.ping()).isEqualTo(StoreStatus.OK);
      }
      assertThat(warnings)
          .containsExactly(
              "redis ["
                  + redis
                  + "]: [maxmemory-policy] is [noeviction]: when it is full it takes neither"
                  + " vectors nor events; set [volatile-lfu]");
      redis.restart();
      store.ping();
      await(() -> warnings.size() == 2);
    }
  }

  @Test
  void connect_volatile_warnsNobody() {
    try (LocalRedis redis =
            LocalRedis.start("--maxmemory", "64mb", "--maxmemory-policy", "volatile-lfu");
        RedisStore store = store(redis, options -> {})) {
      awaitPolicy(store, "volatile-lfu");
      assertThat(store.stats().servers().getFirst().maxmemory()).isEqualTo("67108864");
      assertThat(warnings).isEmpty();
    }
  }

  @Test
  void connect_noRightToAsk_isUnknownAndNoHarm() throws Exception {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "-@all", "+ping", "+get");
      try (RedisStore store = store(redis, options -> options.username("app").password("secret"))) {
        assertThat(store.ping()).isEqualTo(StoreStatus.OK);
        Thread.sleep(200);
        assertThat(store.stats().servers())
            .extracting(RedisServerStats::policy, RedisServerStats::maxmemory)
            .containsExactly(tuple("unknown", "unknown"));
        assertThat(store.stats().failures()).isZero();
        assertThat(warnings).isEmpty();
      }
    }
  }

  private RedisStore store(LocalRedis redis, Consumer<RedisOptions.Builder> change) {
    RedisOptions.Builder options =
        RedisOptions.builder(redis.host())
            .port(redis.port())
            .timeout(Duration.ofSeconds(5))
            .connectTimeout(Duration.ofSeconds(5));
    change.accept(options);
    return new RedisStore(options.build(), Vectors.EXECUTOR, warnings::add);
  }

  private static void awaitPolicy(RedisStore store, String policy) {
    assertThat(store.ping()).isEqualTo(StoreStatus.OK);
    await(() -> store.stats().servers().getFirst().policy().equals(policy));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
