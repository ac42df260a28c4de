package io.ctrrank.plugin.encode;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.BlockedPool;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.threadpool.ThreadPool;

/** One of two nodes encodes for the other. */
public final class CtrEncoderNodesIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 30);
  private static final String SEARCH =
      "{'size': 30, 'query': {'match_all': {}}, 'rescore': {'window_size': 30,"
          + " 'ctr': {'model': 'msd', 'user': {'history': ['i3'], 'profile': 'likes red shoes'}}}}";

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("node.attr.ctr_encoder", nodeOrdinal == 0)
        .put("ctr.encoder.threads", 1)
        .put("ctr.encoder.remote_timeout", "10s")
        .build();
  }

  public void testDataNode_sendsItsTextsToTheEncoderNode() throws IOException {
    createAdIndex("ads", 1, on(other()));
    indexAds("ads", ADS);
    Map<String, Object> before = encoder(other());
    Map<String, Object> servedBefore = encoder(encoderNode());

    Hits hits;
    // Its own encoder is taken: all vectors come from the encoder node.
    try (BlockedPool stuck = block(other());
        RestClient data = createRestClient(other())) {
      hits = Hits.of(call(data, "POST", "/ads/_search", SEARCH));
    }

    ExpectedScores expected = expected(MSD, ADS);
    UserContext user =
        expected.user(List.of(new BehaviorEvent("i3", 0, "click")), "likes red shoes");
    for (Ad ad : ADS) {
      then(hits.score(ad.item())).isCloseTo(expected.score(ad, user, RankBy.CTR), within(1e-3));
    }
    // Equal texts travel once.
    then(since(before, encoder(other()), "encoded_remotely")).isBetween(20L, 32L);
    then(since(before, encoder(other()), "encoded_as_last_resort")).isZero();
    then(since(servedBefore, encoder(encoderNode()), "encoded_for_others")).isBetween(20L, 32L);
    then(since(before, encoder(other()), "remote_batches")).isLessThan(20L);
  }

  public void testEncoderNode_encodesForItself() throws IOException {
    createAdIndex("own", 1, on(encoderNode()));
    indexAds("own", ADS);
    Map<String, Object> before = encoder(encoderNode());

    try (RestClient node = createRestClient(encoderNode())) {
      call(node, "POST", "/own/_search", SEARCH);
    }

    then(since(before, encoder(encoderNode()), "encoded_remotely")).isZero();
    then(since(before, encoder(encoderNode()), "encoded")).isPositive();
  }

  public void testEncoderNodeStuck_theOwnEncoderIsTheLastResort_untilItAnswersAgain()
      throws Exception {
    createAdIndex("stuck", 1, on(other()));
    indexAds("stuck", ADS);
    Map<String, Object> before = encoder(other());

    Hits hits;
    try (BlockedPool stuck = block(encoderNode());
        RestClient data = createRestClient(other())) {
      hits = Hits.of(call(data, "POST", "/stuck/_search", SEARCH));
    }

    then(hits.ids()).hasSize(30);
    Map<String, Object> after = encoder(other());
    then(since(before, after, "remote_failures")).isPositive();
    then(since(before, after, "encoded_as_last_resort")).isPositive();
    then(since(before, after, "failures")).isZero();
    AtomicInteger attempts = new AtomicInteger();
    assertBusy(
        () -> {
          // An index of its own has vectors of its own.
          String index = "again-" + attempts.incrementAndGet();
          createAdIndex(index, 1, on(other()));
          indexAds(index, ADS);
          try (RestClient data = createRestClient(other())) {
            call(data, "POST", "/" + index + "/_search", SEARCH);
          }
          then(since(after, encoder(other()), "encoded_remotely")).isPositive();
        },
        60,
        TimeUnit.SECONDS);
  }

  private static BlockedPool block(String node) {
    return BlockedPool.take(
        "ctr_encode", 1, List.of(internalCluster().getInstance(ThreadPool.class, node)));
  }

  private static String encoderNode() {
    return internalCluster().getNodeNames()[0];
  }

  private static String other() {
    return internalCluster().getNodeNames()[1];
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> encoder(String node) throws IOException {
    return Hits.object(call("GET", "/_ctr/stats", ""), "nodes").values().stream()
        .map(stats -> (Map<String, Object>) stats)
        .filter(stats -> node.equals(stats.get("name")))
        .map(stats -> Hits.object(stats, "tiers.encoder"))
        .findFirst()
        .orElseThrow();
  }

  private static long since(Map<String, Object> before, Map<String, Object> after, String count) {
    return Hits.path(after, count, Number.class).longValue()
        - Hits.path(before, count, Number.class).longValue();
  }
}
