package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.filled;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.testing.LocalCluster;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.runtime.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Masters of a real cluster die under searches, and their replicas take their places. */
class RedisClusterFailoverIT {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  /** The machine stands still for a second now and then; callers would wait for five. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int ITEMS = 60;

  @Test
  void searches_mastersKilledAndFrozen_goOnAtTheirReplicas() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(true);
        RedisStore store = Clusters.store(cluster, options -> options.timeout(TIMEOUT))) {
      List<Entry> entries = IntStream.range(0, ITEMS).mapToObj(item -> filled(item, 1)).toList();
      Waiting.until(LONG, "all are stored", () -> store.put(entries) == StoreStatus.OK);
      cluster.masters().forEach(master -> master.command("WAIT", 1, 5_000));
      Searches searches = new Searches(store, Duration.ofSeconds(5));
      try (searches) {
        searches.awaitWhole(20);
        // The first one is also the first of the two that the store was told of.
        assertFollows(cluster, 0, LocalRedis::kill, searches);
        assertFollows(cluster, 1, LocalRedis::freeze, searches);
        // A search that had read the old table may ask a dead master once more, after the new one.
        Waiting.until(
            LONG, "the dead masters are forgotten", () -> servers(store).equals(serving(cluster)));
      }
      assertThat(searches.wrong()).isEmpty();
      assertThat(searches.slowest()).isLessThan(TIMEOUT.plus(SLACK));
      List<Entry> more = List.of(filled(1_000, 1), filled(1_001, 1), filled(1_002, 1));
      Waiting.until(LONG, "more are stored", () -> store.put(more) == StoreStatus.OK);
    }
  }

  private static Set<String> servers(RedisStore store) {
    return store.stats().servers().stream()
        .map(RedisServerStats::address)
        .collect(Collectors.toSet());
  }

  private static Set<String> serving(LocalCluster cluster) {
    return Set.of(
        cluster.replicas().get(0).toString(),
        cluster.replicas().get(1).toString(),
        cluster.masters().get(2).toString());
  }

  private static void assertFollows(
      LocalCluster cluster, int master, Consumer<LocalRedis> fault, Searches searches)
      throws InterruptedException {
    fault.accept(cluster.masters().get(master));
    cluster.awaitMaster(cluster.replicas().get(master));
    searches.awaitWhole(20);
  }
}
