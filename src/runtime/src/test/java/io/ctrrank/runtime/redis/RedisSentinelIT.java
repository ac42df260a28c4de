package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.filled;
import static io.ctrrank.runtime.redis.Vectors.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.runtime.testing.LocalSentinels;
import io.ctrrank.runtime.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store follows the master that real Sentinels name. */
class RedisSentinelIT {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  /** The machine stands still for a second now and then; callers would wait for five. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final int ITEMS = 60;

  private LocalSentinels servers;

  @BeforeEach
  void start() {
    servers = LocalSentinels.start();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void calls_someSentinelsAway_findTheMasterButNoneThatNobodyKnows() {
    servers.sentinels().get(0).kill();
    servers.sentinels().get(1).freeze();
    try (RedisStore store =
        store(
            options ->
                options.connectTimeout(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(5)))) {
      assertThat(store.put(List.of(filled(1, 1)))).isEqualTo(StoreStatus.OK);
      Vectors.assertIsItem(Vectors.get(store, key(1)).vectors().getFirst(), 1);
      assertThat(store.stats().servers())
          .extracting(RedisServerStats::address)
          .containsExactly(servers.first().toString());
    }
    assertFailsForNobody();
    assertLogsInToBothKindsOfServers();
  }

  private void assertLogsInToBothKindsOfServers() {
    servers
        .first()
        .command(
            (Object[])
                ("ACL SETUSER search on >secret ~ctr:* " + RedisLoginIT.RIGHTS + " +role +info")
                    .split(" "));
    servers
        .sentinels()
        .getLast()
        .command(
            (Object[])
                "ACL SETUSER watcher on >seen -@all +sentinel|get-master-addr-by-name".split(" "));
    RedisLogin watcher =
        new RedisLogin(Optional.of("watcher"), Optional.of("seen"), Optional.empty());
    RedisServers all = new RedisServers.Sentinels(LocalSentinels.MASTER, addresses(), watcher);
    try (RedisStore store =
        new RedisStore(
            RedisOptions.builder(all)
                .username("search")
                .password("secret")
                .connectTimeout(Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(5))
                .build(),
            Vectors.EXECUTOR)) {
      assertThat(store.put(List.of(filled(2, 1)))).isEqualTo(StoreStatus.OK);
    }
  }

  private void assertFailsForNobody() {
    RedisServers unknown = new RedisServers.Sentinels("nobody", addresses(), RedisLogin.OPEN);
    try (RedisStore store =
        new RedisStore(
            RedisOptions.builder(unknown).timeout(Duration.ofSeconds(5)).build(),
            Vectors.EXECUTOR)) {
      assertThat(store.ping()).isEqualTo(StoreStatus.FAILED);
      assertThat(store.stats().servers()).isEmpty();
    }
  }

  @Test
  void searches_masterKilled_goOnAtItsReplica() throws Exception {
    assertFollows(LocalRedis::kill);
  }

  @Tag("soak")
  @Test
  void searches_masterFrozen_goOnAtItsReplica_alsoWhenItThaws() throws Exception {
    assertFollows(LocalRedis::freeze);
    // It is a replica now, which the Sentinels tell it.
    try (RedisStore store = store(options -> options.timeout(Duration.ofSeconds(5)))) {
      servers.first().thaw();
      servers.awaitReplica(servers.first());
      assertThat(store.put(List.of(filled(1_000, 1)))).isEqualTo(StoreStatus.OK);
      assertThat(servers.second().number("EXISTS", "ctr:v1:e1:shop:1000")).isEqualTo(1);
    }
  }

  private void assertFollows(Consumer<LocalRedis> fault) throws Exception {
    try (RedisStore store = store(options -> options.timeout(TIMEOUT))) {
      List<Entry> entries = IntStream.range(0, ITEMS).mapToObj(item -> filled(item, 1)).toList();
      Waiting.until(
          Duration.ofSeconds(20), "all are stored", () -> store.put(entries) == StoreStatus.OK);
      servers.first().command("WAIT", 1, 5_000);
      Searches searches = new Searches(store, Duration.ofSeconds(5));
      try (searches) {
        searches.awaitWhole(20);
        fault.accept(servers.first());
        servers.awaitMaster(servers.second());
        searches.awaitWhole(20);
      }
      assertThat(searches.wrong()).isEmpty();
      assertThat(searches.slowest()).isLessThan(TIMEOUT.plus(SLACK));
      assertThat(searches.count(StoreStatus.SUSPENDED)).isPositive();
      assertThat(store.stats().servers())
          .extracting(RedisServerStats::address)
          .containsExactly(servers.second().toString());
    }
  }

  private RedisStore store(Consumer<RedisOptions.Builder> change) {
    RedisOptions.Builder options =
        RedisOptions.builder(
            new RedisServers.Sentinels(LocalSentinels.MASTER, addresses(), RedisLogin.OPEN));
    change.accept(options);
    return new RedisStore(options.build(), Vectors.EXECUTOR);
  }

  private List<RedisAddress> addresses() {
    return servers.addresses().stream().map(node -> RedisAddress.parse(node, 26_379)).toList();
  }
}
