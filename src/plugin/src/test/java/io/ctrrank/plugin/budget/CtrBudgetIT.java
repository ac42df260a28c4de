package io.ctrrank.plugin.budget;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.inference.UserContext;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.BlockedPool;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * Searches while the encoder is stuck. The first node lets all searches wait, the second none; its
 * encoder takes 30 texts.
 */
public final class CtrBudgetIT extends CtrIntegTestCase {
  private static final double VECTOR_STEP = 5e-4;
  private static final int QUEUE = 30;
  private static final List<Ad> ADS = texts(1, 40);
  private static final String PAGE = "'explain': true, 'size': 40, ";
  private static final String ALL = PAGE + "'query': {'match_all': {}}, ";

  /** Far below what a search would wait for a stuck encoder without a budget. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final String FALLBACKS = "rescore.fallbacks.";
  private static final String DEGRADATIONS = "rescore.degradations.";

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    Settings.Builder settings =
        Settings.builder()
            .put(super.nodeSettings(nodeOrdinal, otherSettings))
            .put("ctr.encoder.threads", 1);
    if (nodeOrdinal == 1) {
      settings.put("ctr.search.max_waiting", 0).put("ctr.encoder.queue_size", QUEUE);
    }
    return settings.build();
  }

  public void testEncoderStuck_theSearchAnswersInTimeWithFallbacks_andIsWarmSoonAfter()
      throws Exception {
    create(0);
    NodeCounts before = counts();
    String msd = ALL + rescore(40, "{'model': 'msd', 'timeout': '50ms'}");
    try (BlockedPool stuck = stuckEncoders()) {
      Hits hits = inTime(msd);

      then(hits.ids()).hasSize(40);
      then(hits.shardFailures()).isEmpty();
      then(hits.answer()).containsEntry("timed_out", false);
      then(Explained.vectors(hits)).containsOnly("fallback");
      thenScoredAsFallbacks(hits);
      NodeCounts after = counts();
      then(after.since(before, FALLBACKS + "late")).isEqualTo(40);
      then(after.since(before, DEGRADATIONS + "fallback_majority")).isOne();
      then(after.since(before, "tiers.encoder.encoded")).isZero();
    }
    assertBusy(() -> then(Explained.vectors(search("ads", msd))).containsOnly("cached"));
    then(counts().since(before, "tiers.encoder.encoded")).as("one encode a text").isEqualTo(40);
  }

  public void testFewFallbacks_areNoDegradation() throws Exception {
    create(0);
    search(
        "ads",
        "'size': 21, 'query': {'range': {'year': {'lte': 2021}}}, "
            + rescore(21, "{'model': 'msd'}"));
    NodeCounts before = counts();
    try (BlockedPool stuck = stuckEncoders()) {
      Hits hits =
          inTime(ALL + rescore(40, "{'model': 'msd', 'timeout': '50ms', 'on_failure': 'fail'}"));

      then(Explained.vectors(hits).stream().filter("fallback"::equals)).hasSize(19);
      then(Explained.vectors(hits).stream().filter("cached"::equals)).hasSize(21);
      then(counts().since(before, DEGRADATIONS + "fallback_majority")).isZero();
    }
  }

  public void testEncoderStuck_onFailureFail_isAnError() throws Exception {
    create(0);
    try (BlockedPool stuck = stuckEncoders()) {
      long start = System.nanoTime();
      Failure failure =
          failSearch(
              "ads",
              ALL + rescore(40, "{'model': 'msd', 'timeout': '50ms', 'on_failure': 'fail'}"));

      then(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      then(failure.status()).as(failure.body()).isEqualTo(503);
      then(failure.body())
          .contains("rescorer [ctr] is degraded, [fallback_majority]")
          .contains("give it more [timeout], or set [on_failure] to [prior]");
    }
  }

  public void testNoTime_waitsForNothingAndTakesWhatIsHere() throws Exception {
    create(0);
    String noTime = "{'model': 'msd', 'timeout': '0ms'}";
    try (BlockedPool stuck = stuckEncoders()) {
      then(Explained.vectors(inTime(ALL + rescore(40, noTime)))).containsOnly("fallback");
    }
    assertBusy(
        () ->
            then(Explained.vectors(search("ads", ALL + rescore(40, noTime))))
                .as("what was read came later")
                .contains("cached"));
    assertBusy(
        () ->
            then(Explained.vectors(search("ads", ALL + rescore(40, noTime))))
                .containsOnly("cached"));
  }

  public void testTimeoutOfTheCluster_countsWhereTheRequestNamesNone() throws Exception {
    create(0);
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.search.timeout': '50ms'}}");
    try (BlockedPool stuck = stuckEncoders()) {
      then(Explained.vectors(inTime(ALL + rescore(40, "{'model': 'msd'}"))))
          .containsOnly("fallback");
    } finally {
      call("PUT", "/_cluster/settings", "{'persistent': {'ctr.search.timeout': null}}");
    }
    assertBusy(
        () ->
            then(Explained.vectors(search("ads", ALL + rescore(40, "{'model': 'msd'}"))))
                .containsOnly("cached"));
  }

  public void testHistoryAtTheCoordinator_mayUseHalfOfTheTime() throws Exception {
    create(0);
    NodeCounts before = counts();
    String user = "'user': {'history': ['t1', 't2'], 'profile': 'likes hats'}";
    String timed = "{'model': 'msd', 'timeout': '200ms', " + user + "}";
    String one = "'query': {'term': {'item_id': 't30'}}, ";
    try (BlockedPool stuck = stuckEncoders()) {
      inTime(PAGE + one + rescore(40, timed));

      then(counts().since(before, DEGRADATIONS + "user_incomplete")).isOne();
      then(counts().sum("rescore.shard_wait.count"))
          .as("the shard had its turn")
          .isGreaterThan(before.sum("rescore.shard_wait.count"));
    }
    Hits untimed = search("ads", PAGE + one + rescore(40, "{'model': 'msd', " + user + "}"));
    assertBusy(
        () ->
            then(search("ads", PAGE + one + rescore(40, timed)).byId())
                .as("what came late is there for the next")
                .isEqualTo(untimed.byId()));
  }

  public void testNoSeat_doesNotWait() throws Exception {
    create(1);
    NodeCounts before = counts();
    try (BlockedPool stuck = stuckEncoders()) {
      // The time of the cluster is a minute.
      Hits hits =
          inTime(
              PAGE
                  + "'query': {'range': {'year': {'lte': 2020}}}, "
                  + rescore(40, "{'model': 'msd'}"));

      then(Explained.vectors(hits)).hasSize(20).containsOnly("fallback");
      then(counts().since(before, FALLBACKS + "not_awaited")).isEqualTo(20);
    }
  }

  public void testQueueFull_boundsWhatIsEncodedInTheBackground() throws Exception {
    create(1);
    NodeCounts before = counts();
    try (BlockedPool stuck = stuckEncoders()) {
      Hits hits = inTime(ALL + rescore(40, "{'model': 'msd', 'timeout': '50ms'}"));

      then(Explained.vectors(hits)).hasSize(40).containsOnly("fallback");
      NodeCounts after = counts();
      then(after.since(before, FALLBACKS + "not_encoded")).isEqualTo(40 - QUEUE);
      then(after.since(before, "tiers.encoder.failures")).isEqualTo(40 - QUEUE);
    }
    assertBusy(() -> then(counts().since(before, "tiers.encoder.encoded")).isEqualTo(QUEUE));
  }

  private static Hits inTime(String body) throws IOException {
    long start = System.nanoTime();
    Hits hits;
    try (RestClient coordinator = createRestClient(node(0))) {
      hits = Hits.of(call(coordinator, "POST", "/ads/_search", "{" + body + "}"));
    }
    then(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    return hits;
  }

  private static BlockedPool stuckEncoders() {
    return BlockedPool.take("ctr_encode", 1, internalCluster().getInstances(ThreadPool.class));
  }

  private static void thenScoredAsFallbacks(Hits hits) {
    ExpectedScores expected = expected(MSD, ADS);
    for (Ad ad : ADS) {
      then(hits.score(ad.item()))
          .as(ad.item())
          .isCloseTo(expected.pCtrOfFallback(ad, UserContext.anonymous()), within(VECTOR_STEP));
    }
  }

  private void create(int node) {
    createAdIndex("ads", 1, on(node(node)));
    indexAds("ads", ADS);
  }

  private static String node(int number) {
    return internalCluster().getNodeNames()[number];
  }

  /** Ads of which no two have the same text. */
  private static List<Ad> texts(int from, int to) {
    return Ad.numbered(from, to).stream()
        .map(
            ad ->
                new Ad(
                    "t" + ad.item().substring(1),
                    ad.title() + " number " + ad.item(),
                    ad.categories(),
                    2000 + Integer.parseInt(ad.item().substring(1)),
                    ad.bid()))
        .toList();
  }
}
