package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.BlockedPool;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import io.ctrrank.runtime.testing.BundleCorruption;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.Before;

/**
 * A shard on each node; the model {@code half} works on the first node and fails on the second,
 * {@code msd} is the same and works on both; {@code holed} too, but for item {@code i7}.
 */
public final class CtrDegradationIT extends CtrIntegTestCase {
  private static final float BASE_RATE = 0.2f;
  private static final double EPSILON = 1e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 60);

  /** First-pass scores in five steps. */
  private static final String QUERY =
      "'query': {'bool': {'should': [{'constant_score': {'filter': {'match_all': {}}, 'boost': 2}},"
          + " {'constant_score': {'filter': {'match': {'title': 'red'}}, 'boost': 3}},"
          + " {'constant_score': {'filter': {'match': {'title': 'shoes'}}, 'boost': 0.5}}]}}, ";

  private static final String ALL = "'size': 60, " + QUERY;
  private static final String ECPM = ", 'rank_by': 'ecpm', 'bid_field': 'bid'}";
  private static final Duration SOON = Duration.ofSeconds(10);

  @Override
  protected void writeBundles(Path folder, int nodeOrdinal) throws IOException {
    super.writeBundles(folder, nodeOrdinal);
    BundleFixtures.msd("half").write(folder);
    BundleCorruption.losesCount(BundleFixtures.msd("holed").write(folder), "i7");
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.encoder.threads", 1)
        .build();
  }

  @Before
  public void createIndexAndBreakOneNode() {
    internalCluster().getInstance(ModelRegistry.class, node(1)).find("half").orElseThrow().close();
    createAdIndex(
        "ads",
        2,
        Settings.builder().put("index.routing.allocation.total_shards_per_node", 1).build());
    indexAds("ads", ADS);
  }

  public void testOneOfTwoShardsFails_thePageIsOnOneScale_byCtr() throws IOException {
    Set<String> failing = onTheFailingShard();
    NodeCounts before = counts();

    Hits hits = search("ads", "'explain': true, " + ALL + rescore(60, "{'model': 'half'}"));

    thenSane(hits);
    Hits healthy = search("ads", ALL + rescore(60, "{'model': 'msd'}"));
    for (Map.Entry<String, Double> hit : hits.byId().entrySet()) {
      if (failing.contains(hit.getKey())) {
        then(hit.getValue()).isCloseTo(BASE_RATE, within(EPSILON)).isLessThanOrEqualTo(BASE_RATE);
      } else {
        then(hit.getValue()).isEqualTo(healthy.score(hit.getKey()));
      }
    }
    then(hits.ids().stream().filter(failing::contains))
        .as("the order of recall")
        .containsExactlyElementsOf(recall(failing));
    hits.hits().stream()
        .filter(hit -> failing.contains(String.valueOf(hit.get("_id"))))
        .forEach(
            hit ->
                then(Explained.texts(hit))
                    .anyMatch(text -> text.contains("because [inference_failed]")));
    then(counts().since(before, "rescore.degradations.inference_failed")).isOne();
  }

  public void testOneOfTwoShardsFails_thePageIsOnOneScale_byEcpm() throws IOException {
    Set<String> failing = onTheFailingShard();

    Hits hits = search("ads", ALL + rescore(60, "{'model': 'half'" + ECPM));

    thenSane(hits);
    Hits healthy = search("ads", ALL + rescore(60, "{'model': 'msd'" + ECPM));
    for (Map.Entry<String, Double> hit : hits.byId().entrySet()) {
      double bid = requireNonNull(ADS.get(Integer.parseInt(hit.getKey().substring(1)) - 1).bid());
      if (failing.contains(hit.getKey())) {
        then(hit.getValue()).isCloseTo(BASE_RATE * bid, within(EPSILON));
      } else {
        then(hit.getValue()).isEqualTo(healthy.score(hit.getKey()));
      }
    }
  }

  public void testOneOfTwoShardsFails_pagesFitTogether() throws IOException {
    Hits all = search("ads", ALL + rescore(60, "{'model': 'half'}"));

    for (int from = 0; from < 60; from += 20) {
      then(search(
                  "ads",
                  "'from': " + from + ", 'size': 20, " + QUERY + rescore(60, "{'model': 'half'}"))
              .ids())
          .isEqualTo(all.ids().subList(from, from + 20));
    }
    Hits collapsed =
        search("ads", ALL + "'collapse': {'field': 'year'}, " + rescore(60, "{'model': 'half'}"));
    thenSane(collapsed, collapsed.ids().size());
  }

  public void testOnFailureFail_isAnErrorHoweverManyShardsFail() throws IOException {
    createAdIndex("lost", 1, on(node(1)));
    indexAds("lost", ADS);
    String fail = rescore(60, "{'model': 'half', 'on_failure': 'fail'}");
    for (String index : List.of("ads", "lost")) {
      for (String path : List.of("", "?allow_partial_search_results=false")) {
        Failure failure = fail("POST", "/" + index + "/_search" + path, "{" + ALL + fail + "}");

        then(failure.status()).as(failure.body()).isEqualTo(503);
        then(failure.body())
            .contains("rescorer [ctr] is degraded, [inference_failed]")
            .contains("a window of index [" + index + "] was not scored as it should be");
      }
    }
  }

  public void testHeader_tellsTheReasonUnlessTheShardIsWell() throws IOException {
    String half = "{" + ALL + rescore(60, "{'model': 'half'}") + "}";
    then(respond("POST", "/ads/_search", half).getHeader("X-Ctr-Degraded"))
        .isEqualTo("inference_failed");
    then(respond("POST", "/ads/_search", half.replace("'half'", "'msd'"))
            .getHeader("X-Ctr-Degraded"))
        .isNull();
  }

  public void testOneHitWithoutANumber_hasTheBaseRate_andTheOthersTheirScores() throws IOException {
    String holed = "'explain': true, " + ALL + rescore(60, "{'model': 'holed'}");
    NodeCounts before = counts();

    Hits hits = search("ads", holed);

    thenSane(hits);
    Hits healthy = search("ads", ALL + rescore(60, "{'model': 'msd'}"));
    for (Map.Entry<String, Double> hit : hits.byId().entrySet()) {
      if (hit.getKey().equals("i7")) {
        then(hit.getValue()).isCloseTo(BASE_RATE, within(EPSILON));
      } else {
        then(hit.getValue()).isEqualTo(healthy.score(hit.getKey()));
      }
    }
    then(respond("POST", "/ads/_search", "{" + holed + "}").getHeader("X-Ctr-Degraded")).isNull();
    then(counts().since(before, "rescore.degradations.inference_failed")).isZero();
  }

  public void testShadow_leavesRecallAlone() throws IOException {
    Hits recall = search("ads", ALL + "'track_total_hits': true");

    then(search("ads", ALL + rescore(60, "{'model': 'half', 'shadow': true}")).byId())
        .isEqualTo(recall.byId());
  }

  public void testSearchTimeoutWhileHitsAreScored_saysSo() throws Exception {
    try (BlockedPool stuck =
            BlockedPool.take("ctr_encode", 1, internalCluster().getInstances(ThreadPool.class));
        RestClient coordinator = createRestClient(node(0))) {
      String timed = "'timeout': '200ms', " + ALL;
      long start = System.nanoTime();

      Hits hits =
          Hits.of(
              call(
                  coordinator,
                  "POST",
                  "/ads/_search",
                  "{" + timed + rescore(60, "{'model': 'msd'}") + "}"));

      then(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      then(hits.answer()).containsEntry("timed_out", true);
      Failure failure =
          fail(
              coordinator,
              "POST",
              "/ads/_search",
              "{" + timed + rescore(60, "{'model': 'msd', 'on_failure': 'fail'}") + "}");
      then(failure.status()).as(failure.body()).isEqualTo(504);
      then(failure.body()).contains("timed out before all of its hits were scored");
    }
  }

  public void testSearchTimeoutInAChain_logsNothingOfTheFirstRescorer() throws Exception {
    createAdIndex("one", 1, on(node(0)));
    indexAds("one", ADS);
    String chain =
        "'rescore': [{'window_size': 60, 'ctr': {'model': 'din'}},"
            + " {'window_size': 60, 'ctr': {'model': 'msd'}}]";
    try (BlockedPool stuck =
            BlockedPool.take("ctr_encode", 1, internalCluster().getInstances(ThreadPool.class));
        RestClient coordinator = createRestClient(node(0))) {
      for (String index : List.of("ads", "one")) {
        Hits hits =
            Hits.of(
                call(
                    coordinator,
                    "POST",
                    "/" + index + "/_search",
                    "{'timeout': '300ms', 'ext': {'ctr_log': {}}, " + ALL + chain + "}"));

        then(hits.answer()).containsEntry("timed_out", true);
        then(hits.ids()).hasSize(60);
        then(hits.scores()).as("those of recall").allMatch(score -> score >= 2);
        then(hits.hits()).as(index).noneMatch(hit -> hit.containsKey("fields"));
      }
    }
  }

  private static void thenSane(Hits hits) {
    thenSane(hits, 60);
  }

  private static void thenSane(Hits hits, int size) {
    then(hits.shardFailures()).isEmpty();
    then(hits.answer()).containsEntry("timed_out", false);
    then(hits.ids()).hasSize(size).doesNotHaveDuplicates();
    then(hits.scores())
        .isSortedAccordingTo(Collections.reverseOrder())
        .allSatisfy(score -> then(score).isBetween(0.0, 1.0));
  }

  /** The ids on the shard of the second node. */
  private static Set<String> onTheFailingShard() throws IOException {
    Map<String, Object> answer = call("GET", "/ads/_search_shards", "");
    Map<String, Object> nodes = Hits.object(answer, "nodes");
    int shard = -1;
    for (int i = 0; i < 2; i++) {
      String id = Hits.path(answer, "shards." + i + ".0.node", String.class);
      if (Hits.path(nodes, id + ".name", String.class).equals(node(1))) {
        shard = Hits.path(answer, "shards." + i + ".0.shard", Integer.class);
      }
    }
    Hits hits = Hits.of(call("POST", "/ads/_search?preference=_shards:" + shard, "{'size': 60}"));
    then(hits.ids()).hasSizeBetween(10, 50);
    return new HashSet<>(hits.ids());
  }

  private static List<String> recall(Set<String> failing) throws IOException {
    return search("ads", ALL + "'track_total_hits': true").ids().stream()
        .filter(failing::contains)
        .toList();
  }

  private static String node(int number) {
    return internalCluster().getNodeNames()[number];
  }
}
