package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.BlockedPool;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.After;

/** One of two nodes does not have an uploaded model yet, or cannot have it. */
public final class CtrNotReadyIT extends CtrIntegTestCase {
  private static final double BASE_RATE = 0.3;
  private static final double EPSILON = 1e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final List<String> ITEMS =
      IntStream.range(0, 100_000).mapToObj(item -> "item" + item).toList();
  private static final String ALL = "'query': {'match_all': {}}, 'size': 40, ";

  @After
  public void clearCluster() throws IOException {
    deleteUploads();
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.cache.size", "1mb")
        .put("breaker.ctr_models.limit", "2mb")
        .build();
  }

  public void testNodeStillLoading_scoresItsShardWithTheBaseRate() throws Exception {
    String[] nodes = internalCluster().getNodeNames();
    createAdIndex(
        "ads",
        2,
        Settings.builder().put("index.routing.allocation.total_shards_per_node", 1).build());
    indexAds("ads", ADS);
    String body = "{" + ALL + rescore(40, "{'model': 'late'}") + "}";

    try (BlockedPool stuck =
            BlockedPool.take(
                "ctr_model",
                1,
                List.of(internalCluster().getInstance(ThreadPool.class, nodes[1])));
        RestClient ready = createRestClient(nodes[0]);
        RestClient loading = createRestClient(nodes[1])) {
      Map<String, Object> answer = upload("late", "?timeout=2s");
      then(Hits.path(answer, "nodes.ready", Integer.class)).isOne();
      then(Hits.object(answer, "nodes.loading")).containsOnlyKeys(nodes[1]);

      Response response = ready.performRequest(request("POST", "/ads/_search", body));
      then(response.getHeader("X-Ctr-Degraded")).contains("model_not_ready");
      Hits hits = Hits.of(json(response));
      then(hits.ids()).hasSize(40);
      then(hits.shardFailures()).isEmpty();
      then(hits.scores().stream().filter(score -> Math.abs(score - BASE_RATE) < EPSILON).count())
          .isBetween(1L, 39L);
      Hits priced =
          Hits.of(
              call(
                  ready,
                  "POST",
                  "/ads/_search",
                  body.replace("'late'", "'late', 'rank_by': 'ecpm', 'bid_field': 'bid'")));
      long byBaseRate =
          ADS.stream()
              .filter(
                  ad ->
                      Math.abs(priced.score(ad.item()) - BASE_RATE * requireNonNull(ad.bid()))
                          < EPSILON)
              .count();
      then(byBaseRate).isBetween(1L, 39L);

      Failure strict =
          fail(
              ready,
              "POST",
              "/ads/_search",
              body.replace("'late'", "'late', 'on_failure': 'fail'"));
      then(strict.status()).isEqualTo(503);
      then(strict.body()).contains("model_not_ready");
      Failure coordinator = fail(loading, "POST", "/ads/_search", body);
      then(coordinator.status()).isEqualTo(503);
      then(coordinator.body()).contains("model [late] is being loaded on this node");
      Failure alias = fail("PUT", "/_ctr/alias/live", "{'model': 'late'}");
      then(alias.status()).isEqualTo(409);
      then(alias.body())
          .contains("model [late] does not serve on every node", "loading {" + nodes[1] + "=");
      // As if it had served and a node had lost it.
      TableChange before = new TableChange(TableChange.Kind.PUT_ALIAS, "live", "late");
      client()
          .execute(
              TransportChangeTableAction.TYPE,
              new ChangeTableRequest(before, TimeValue.ONE_MINUTE, TimeValue.ONE_MINUTE))
          .actionGet();
      call("PUT", "/_ctr/alias/live", "{'model': 'din'}");
      Failure back = fail("POST", "/_ctr/alias/live/_rollback", "");
      then(back.status()).isEqualTo(409);
      then(back.body())
          .contains("model [late] does not serve on every node", "the alias is left as it is");
      then(Hits.object(call("GET", "/_ctr/alias/live", ""), "aliases.live"))
          .containsEntry("model", "din");
    }
    assertBusy(
        () -> {
          Response whole = respond("POST", "/ads/_search", body);
          then(whole.getHeader("X-Ctr-Degraded")).isNull();
          then(Hits.of(json(whole)).scores())
              .noneSatisfy(score -> then(score).isCloseTo(BASE_RATE, within(EPSILON)));
        });
    call("POST", "/_ctr/alias/live/_rollback", "");
    then(Hits.object(call("GET", "/_ctr/alias/live", ""), "aliases.live"))
        .containsEntry("model", "late");
  }

  public void testModelReplacedUnderItsId_isLoading_whereTheNodeHasOnlyTheFormerContents()
      throws Exception {
    String[] nodes = internalCluster().getNodeNames();
    createAdIndex(
        "ads",
        2,
        Settings.builder().put("index.routing.allocation.total_shards_per_node", 1).build());
    indexAds("ads", ADS);
    upload("again", "");

    try (BlockedPool stuck =
            BlockedPool.take(
                "ctr_model",
                1,
                List.of(internalCluster().getInstance(ThreadPool.class, nodes[1])));
        RestClient ready = createRestClient(nodes[0])) {
      call("DELETE", "/_ctr/model/again", "");
      Map<String, Object> answer =
          put(
              "/_ctr/model/again?timeout=2s",
              Zips.of(
                  BundleFixtures.din("again").withCalibration(new Calibration(1, 3), BASE_RATE),
                  createTempDir()));

      then(Hits.path(answer, "nodes.ready", Integer.class)).isOne();
      then(Hits.object(answer, "nodes.loading")).containsOnlyKeys(nodes[1]);
      Response response =
          ready.performRequest(
              request("POST", "/ads/_search", "{" + ALL + rescore(40, "{'model': 'again'}") + "}"));
      then(response.getHeader("X-Ctr-Degraded")).contains("model_not_ready");
      then(Hits.of(json(response)).shardFailures()).isEmpty();
    }
    assertBusy(
        () ->
            then(Hits.path(
                    call("GET", "/_ctr/model/again", ""),
                    "models.again.nodes.ready",
                    Integer.class))
                .isEqualTo(2));
  }

  public void testModelBeyondTheBreaker_isRefusedWithTheRealCause() throws IOException {
    Failure failure =
        failPut(
            "/_ctr/model/large",
            Zips.of(BundleFixtures.din("large").withItems(ITEMS), createTempDir()));

    then(failure.status()).isEqualTo(429);
    then(failure.body())
        .contains("model [large] needs [", "of breaker [ctr_models]", "breaker.ctr_models.limit");
    then(Hits.object(call("GET", "/_ctr/model", ""), "models")).doesNotContainKey("large");
    Map<String, Object> stats = call("GET", "/_nodes/stats/breaker", "");
    for (Object node : Hits.object(stats, "nodes").values()) {
      then(node.toString()).contains("ctr_models", "limit_size_in_bytes=2097152");
    }
  }

  private Map<String, Object> upload(String id, String parameters) throws IOException {
    return put(
        "/_ctr/model/" + id + parameters,
        Zips.of(
            BundleFixtures.din(id).withCalibration(new Calibration(1, 2), BASE_RATE),
            createTempDir()));
  }
}
