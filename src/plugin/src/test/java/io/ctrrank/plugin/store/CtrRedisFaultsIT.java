package io.ctrrank.plugin.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;

/**
 * Redis killed, frozen, restarted and full under a node's searches: they answer in time, with the
 * scores that they would have without it, and say which users they could not know.
 */
public final class CtrRedisFaultsIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String ALL = "'size': 20, 'query': {'match_all': {}}, ";
  private static final String EXPLAINED = "'explain': true, " + ALL;
  private static final String ANONYMOUS = rescore(20, "{'model': 'msd'}");
  private static final String KNOWN = rescore(20, "{'model': 'msd', 'user': {'id': 'u1'}}");
  private static final String UNAVAILABLE = "rescore.degradations.user_state_unavailable";

  /** Far below what a call without a limit would take. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static LocalRedis redis;

  @BeforeClass
  public static void startRedis() {
    redis = LocalRedis.start();
  }

  @AfterClass
  public static void stopRedis() {
    redis.close();
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.redis.host", redis.host())
        .put("ctr.redis.port", redis.port())
        .put("ctr.redis.timeout", "2s")
        .put("ctr.redis.connect_timeout", "5s")
        .build();
  }

  /** Each test has a Redis that answers, a user in it, and indices of one catalogue. */
  @Before
  public void prepare() throws Exception {
    redis.restart();
    storeUser();
    createOn(0, "ads", "before");
    search(ALL + ANONYMOUS);
    awaitUser();
  }

  public void testKilled_searchesGoOnWithTheRightScores_andComeBack() throws Exception {
    thenServedThrough("killed", () -> redis.kill());

    redis.restart();
    storeUser();
    awaitUser();
    thenSharedAgain("after-kill");
  }

  public void testFrozen_searchesGoOnWithTheRightScores_andComeBack() throws Exception {
    thenServedThrough("frozen", () -> redis.freeze());

    redis.thaw();
    awaitUser();
    thenSharedAgain("after-freeze");
  }

  public void testRestarted_noSearchFails() throws Exception {
    Map<String, Double> anonymous = search(ALL + ANONYMOUS).byId();
    Map<String, Double> known = search(ALL + KNOWN).byId();
    then(known).isNotEqualTo(anonymous);
    for (int i = 0; i < 3; i++) {
      redis.restart();
      then(search(ALL + KNOWN).byId()).as("forgotten, and no harm").isEqualTo(anonymous);
      storeUser();
      then(search(ALL + KNOWN).byId()).isEqualTo(known);
    }
  }

  public void testFull_readsGoOnAndWritesAreDropped() throws Exception {
    Map<String, Double> known = search(ALL + KNOWN).byId();
    NodeCounts before = counts();
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.command("CONFIG", "SET", "maxmemory", "1");
    createOn(0, "full", "full");

    Hits hits = search("full", EXPLAINED + ANONYMOUS);

    then(Explained.vectors(hits)).containsOnly("encoded");
    then(hits.byId()).isEqualTo(search(ALL + ANONYMOUS).byId());
    then(search(ALL + KNOWN).byId()).isEqualTo(known);
    assertBusy(() -> then(counts().since(before, "tiers.redis.write_back_dropped")).isEqualTo(20));
    then(counts().since(before, UNAVAILABLE)).isZero();

    redis.command("CONFIG", "SET", "maxmemory", "0");
    thenSharedAgain("after-full");
  }

  public void testKilled_impressionsTellThatUsersWereNotKnown() throws Exception {
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'all'}}");
    try {
      EventIndices.put(internalCluster());
      search(ALL + KNOWN.replace("'msd'", "'msd', 'query_id': 'with'"));
      redis.kill();
      search(ALL + KNOWN.replace("'msd'", "'msd', 'query_id': 'without'"));

      then(EventIndices.impressions("with", 20))
          .allSatisfy(
              event ->
                  then(Hits.object(event, "event_attributes.ctr")).doesNotContainKey("degraded"));
      then(EventIndices.impressions("without", 20))
          .allSatisfy(
              event ->
                  then(Hits.object(event, "event_attributes.ctr"))
                      .containsEntry("degraded", "user_state_unavailable"));
    } finally {
      call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': null}}");
      EventIndices.delete();
    }
  }

  public void testOnFailureFail_isAnErrorWhereTheUserIsNotKnown() throws Exception {
    redis.kill();

    Failure failure =
        failSearch(
            "ads",
            ALL + rescore(20, "{'model': 'msd', 'user': {'id': 'u1'}, 'on_failure': 'fail'}"));

    then(failure.status()).as(failure.body()).isEqualTo(503);
    then(failure.body())
        .contains("rescorer [ctr] is degraded, [user_state_unavailable]")
        .contains("what is stored of the user could not be read in time");
    then(search(ALL + rescore(20, "{'model': 'msd', 'on_failure': 'fail'}")).ids())
        .as("nobody is to be looked up")
        .hasSize(20);
  }

  private void thenServedThrough(String name, Runnable fault) throws Exception {
    String inline = "'history': ['i3', 'i7'], 'profile': 'likes hats'";
    String here = rescore(20, "{'model': 'msd', 'user': {" + inline + "}}");
    Hits anonymous = search(ALL + ANONYMOUS);
    Hits known = search(ALL + here);
    NodeCounts before = counts();
    fault.run();

    for (int i = 0; i < 5; i++) {
      String index = name + "-" + i;
      createOn(0, index, index);
      Hits cold = inTime(index, EXPLAINED + ANONYMOUS);
      then(Explained.vectors(cold)).containsOnly("encoded");
      then(cold.byId()).as("encoded again").isEqualTo(anonymous.byId());
      then(inTime("ads", ALL + ANONYMOUS).byId()).as("warm").isEqualTo(anonymous.byId());
      then(inTime("ads", ALL + here).byId()).as("warm and inline").isEqualTo(known.byId());
      then(inTime("ads", ALL + here.replace("'history'", "'id': 'u1', 'history'")).byId())
          .as("all that is asked for is inline")
          .isEqualTo(known.byId());
      then(inTime("ads", ALL + KNOWN).byId()).as("a stored user").isEqualTo(anonymous.byId());
    }
    then(counts().since(before, UNAVAILABLE)).isEqualTo(5);
    Response answer = respond("POST", "/ads/_search", "{" + ALL + KNOWN + "}");
    then(answer.getHeader("X-Ctr-Degraded")).isEqualTo("user_state_unavailable");
  }

  /**
   * What one node encodes the other takes. A node that was let down leaves Redis alone for a while,
   * and does not write again what it could not write then.
   */
  private void thenSharedAgain(String catalogue) throws Exception {
    createOn(0, catalogue + "-1", catalogue);
    createOn(1, catalogue + "-2", catalogue);
    for (int attempt = 0; stored(catalogue) < ADS.size(); attempt++) {
      then(attempt).as("attempts to share").isLessThan(30);
      call("DELETE", "/_ctr/cache", "");
      search(catalogue + "-1", ALL + ANONYMOUS);
      awaitStored(catalogue);
    }
    assertBusy(
        () -> {
          call("DELETE", "/_ctr/cache", "");
          then(Explained.vectors(search(catalogue + "-2", EXPLAINED + ANONYMOUS)))
              .containsOnly("stored");
        },
        60,
        TimeUnit.SECONDS);
  }

  /** For a moment: they may have been dropped. */
  private static void awaitStored(String catalogue) throws InterruptedException {
    for (int i = 0; i < 20 && stored(catalogue) < ADS.size(); i++) {
      Thread.sleep(100);
    }
  }

  private static int stored(String catalogue) {
    return requireNonNull((List<?>) redis.command("KEYS", "ctr:v1:*:" + catalogue + ":*")).size();
  }

  /** Every node reads users again: a node that was let down asks only now and then. */
  private static void awaitUser() throws Exception {
    for (String node : internalCluster().getNodeNames()) {
      try (RestClient client = createRestClient(node)) {
        assertBusy(
            () -> {
              Hits known = Hits.of(call(client, "POST", "/ads/_search", "{" + ALL + KNOWN + "}"));
              Hits anonymous =
                  Hits.of(call(client, "POST", "/ads/_search", "{" + ALL + ANONYMOUS + "}"));
              then(known.byId()).isNotEqualTo(anonymous.byId());
            },
            60,
            TimeUnit.SECONDS);
      }
    }
  }

  private static void storeUser() {
    Stream.of("i12", "i3").forEach(item -> redis.command("LPUSH", "ctr:user:{u1}:events", item));
  }

  private static Hits search(String body) throws IOException {
    return search("ads", body);
  }

  private static Hits inTime(String index, String body) throws IOException {
    long start = System.nanoTime();
    Hits hits = search(index, body);
    then(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    then(hits.shardFailures()).isEmpty();
    then(hits.answer()).containsEntry("timed_out", false);
    return hits;
  }

  private void createOn(int node, String index, String catalogue) {
    createAdIndex(
        index,
        1,
        Settings.builder()
            .put(on(internalCluster().getNodeNames()[node]))
            .putList("index.ctr.text_fields", "title", "category")
            .put("index.ctr.catalogue", catalogue)
            .build());
    indexAds(index, ADS);
  }
}
