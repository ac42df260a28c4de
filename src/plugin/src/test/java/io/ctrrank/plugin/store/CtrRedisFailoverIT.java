package io.ctrrank.plugin.store;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.LocalCluster;
import io.ctrrank.runtime.testing.LocalSentinels;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.settings.Settings;
import org.junit.AfterClass;
import org.junit.BeforeClass;

/**
 * Two nodes, one with a Redis of Sentinels, the other with a Redis Cluster: the masters die under
 * their searches, and vectors come back from the replicas that take their places.
 */
public final class CtrRedisFailoverIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String ALL = "'size': 20, 'query': {'match_all': {}}, ";

  /** Time enough to encode on a busy machine: no score is to depend on how long that takes. */
  private static final Duration BUDGET = Duration.ofSeconds(10);

  private static final String RESCORE = rescore(20, "{'model': 'msd', 'timeout': '10s'}");

  /** Finds vectors in Redis and nowhere else. */
  private static final String EXPLAINED = "'explain': true, " + ALL + RESCORE;

  private static LocalSentinels sentinels;
  private static LocalCluster cluster;

  @BeforeClass
  public static void startRedis() {
    sentinels = LocalSentinels.start();
    cluster = LocalCluster.start(true);
  }

  @AfterClass
  public static void stopRedis() {
    sentinels.close();
    cluster.close();
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    Settings.Builder settings =
        Settings.builder()
            .put(super.nodeSettings(nodeOrdinal, otherSettings))
            .put("ctr.redis.timeout", "100ms")
            .put("ctr.cache.size", "0b");
    if (nodeOrdinal == 0) {
      return settings
          .put("ctr.redis.mode", "sentinel")
          .put("ctr.redis.sentinel.master", LocalSentinels.MASTER)
          .putList("ctr.redis.nodes", sentinels.addresses())
          .build();
    }
    return settings
        .put("ctr.redis.mode", "cluster")
        .putList("ctr.redis.nodes", cluster.addresses().subList(0, 2))
        .build();
  }

  public void testSentinels_masterKilled_searchesGoOnAndVectorsComeBack() throws Exception {
    String index = createOn(0);
    Map<String, Double> scores = search(index, ALL + RESCORE).byId();
    awaitStored(index);
    sentinels.first().command("WAIT", 1, 5_000);

    RedisFailover.thenSearchesGoOn(
        () -> search(index, ALL + RESCORE),
        BUDGET,
        scores,
        () -> {
          sentinels.first().kill();
          sentinels.awaitMaster(sentinels.second());
        });

    awaitStored(index);
    awaitServers(index, 0, sentinels.second().toString());
    then((List<?>) sentinels.second().command("KEYS", "ctr:v1:*:" + index + ":*")).hasSize(20);
  }

  public void testCluster_masterKilled_searchesGoOnAndVectorsComeBack() throws Exception {
    String index = createOn(1);
    Map<String, Double> scores = search(index, ALL + RESCORE).byId();
    awaitStored(index);
    cluster.masters().forEach(master -> master.command("WAIT", 1, 5_000));

    RedisFailover.thenSearchesGoOn(
        () -> search(index, ALL + RESCORE),
        BUDGET,
        scores,
        () -> {
          cluster.masters().getFirst().kill();
          cluster.awaitMaster(cluster.replicas().getFirst());
        });

    awaitStored(index);
    awaitServers(
        index,
        1,
        cluster.replicas().get(0).toString(),
        cluster.masters().get(1).toString(),
        cluster.masters().get(2).toString());
  }

  /** Every node tells of servers without a bound of their memory. */
  public void testStats_tellTheServersMemory() throws Exception {
    search(createOn(0), ALL + RESCORE);
    assertBusy(
        () -> {
          List<Map<String, Object>> servers = connections(0);
          then(servers).isNotEmpty();
          Map<String, Object> server = servers.getFirst();
          then(server)
              .containsEntry("maxmemory", "0")
              .containsEntry("maxmemory_policy", "noeviction")
              .containsEntry("suspended_now", false);
          then(String.valueOf(server.get("warning"))).startsWith("[maxmemory] is [0]");
        });
  }

  private static void awaitStored(String index) throws Exception {
    assertBusy(
        () -> then(Explained.vectors(search(index, EXPLAINED))).containsOnly("stored"),
        60,
        TimeUnit.SECONDS);
  }

  /** Vectors may come back before the node has forgotten the server that is gone. */
  private static void awaitServers(String index, int node, Object... expected) throws Exception {
    assertBusy(
        () -> {
          search(index, ALL + RESCORE);
          then(servers(node)).containsExactlyInAnyOrder(expected);
        },
        60,
        TimeUnit.SECONDS);
  }

  private static List<Object> servers(int node) throws IOException {
    return connections(node).stream().map(server -> server.get("address")).toList();
  }

  private static List<Map<String, Object>> connections(int node) throws IOException {
    Map<String, Object> nodes = Hits.object(call("GET", "/_ctr/stats", ""), "nodes");
    String name = internalCluster().getNodeNames()[node];
    return nodes.keySet().stream()
        .filter(id -> Hits.path(nodes, id + ".name", String.class).equals(name))
        .flatMap(id -> Hits.objects(nodes, id + ".tiers.redis.connection.servers").stream())
        .toList();
  }

  private String createOn(int node) {
    String index = "ads-" + randomAlphaOfLength(6).toLowerCase(Locale.ROOT);
    createAdIndex(
        index,
        1,
        Settings.builder()
            .put(on(internalCluster().getNodeNames()[node]))
            .putList("index.ctr.text_fields", "title", "category")
            .put("index.ctr.catalogue", index)
            .build());
    indexAds(index, ADS);
    return index;
  }
}
