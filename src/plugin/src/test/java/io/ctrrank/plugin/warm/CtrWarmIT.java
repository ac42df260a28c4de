package io.ctrrank.plugin.warm;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;

/** The head of a catalogue is put into a real Redis, to stay, before anybody asks. */
public final class CtrWarmIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final String EXPLAINED =
      "'explain': true, 'size': 40, 'query': {'match_all': {}}, ";

  private static LocalRedis redis;

  @BeforeClass
  public static void startRedis() {
    redis = LocalRedis.start();
  }

  @AfterClass
  public static void stopRedis() {
    redis.close();
  }

  @Before
  public void forget() {
    redis.flush();
    createAdIndex(
        "ads",
        2,
        Settings.builder()
            .putList("index.ctr.text_fields", "title", "category")
            .put("index.ctr.catalogue", "warm-" + randomAlphaOfLength(8))
            .build());
    indexAds("ads", ADS);
  }

  @After
  public void clearCluster() throws IOException {
    deleteUploads();
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.redis.host", redis.host())
        .put("ctr.redis.port", redis.port())
        .put("ctr.redis.timeout", "10s")
        .put("ctr.redis.connect_timeout", "10s")
        .put("ctr.cache.size", "0b")
        // Less than a page of warming up: what the encoder is too busy for is tried again.
        .put("ctr.encoder.queue_size", 16)
        .build();
  }

  public void testWarm_putsTheMostExposedThere_toStay() throws IOException {
    then(coverage(40)).containsEntry("items", 40).containsEntry("covered", 0);

    Map<String, Object> answer = warm("'size': 10");

    then(answer)
        .containsEntry("model", "msd")
        .containsEntry("wanted", 10)
        .containsEntry("done", 10)
        .containsEntry("found", 0)
        .containsEntry("encoded", 10)
        .containsEntry("failed", 0);
    then(kept()).isEqualTo(10);
    then(lasting()).isEqualTo(10);
    // The newest films are the most shown here.
    then(coverage(10)).containsEntry("covered", 10).containsEntry("exposure_share", 1.0);
    then(coverage(40)).containsEntry("items", 40).containsEntry("covered", 10);
  }

  public void testWarmAgain_encodesOnlyWhatChanged() throws IOException {
    warm("'size': 40");

    then(warm("'size': 40")).containsEntry("found", 40).containsEntry("encoded", 0);

    call("POST", "/ads/_update/i7?refresh=true", "{'doc': {'title': 'another title'}}");
    then(coverage(40)).containsEntry("covered", 39);
    then(warm("'size': 40")).containsEntry("found", 39).containsEntry("encoded", 1);
    then(coverage(40)).containsEntry("covered", 40);
  }

  public void testWarmAfterMisses_tellsTheirVectorsToStay() throws Exception {
    assertBusy(
        () -> {
          search("ads", EXPLAINED + rescore(40, "{'model': 'msd'}"));
          then(kept()).isEqualTo(40);
        });
    then(lasting()).isZero();

    then(warm("'size': 40")).containsEntry("found", 40).containsEntry("encoded", 0);

    then(lasting()).isEqualTo(40);
  }

  public void testSearchOfWarmItems_encodesNothing() throws IOException {
    warm("'size': 40");

    then(Explained.vectors(search("ads", EXPLAINED + rescore(40, "{'model': 'msd'}"))))
        .containsOnly("stored");
  }

  public void testWarm_documentsOfSeveralItems_areKeptAsSearchesKnowThem() throws IOException {
    thenSearchFindsItWarm("'keyword'", "['z', 'a', 'm']", "['i9', 'i30']");
    thenSearchFindsItWarm("'long'", "[30, 7, 100]", "['500', 60]");
  }

  private void thenSearchFindsItWarm(String type, String... ids) throws IOException {
    String index = "several-" + type.replace("'", "");
    createAdIndex(
        index,
        1,
        Settings.builder().putList("index.ctr.text_fields", "title", "category").build(),
        ("{'properties': {'item_id': {'type': "
                + type
                + "}, 'title': {'type': 'text'}, 'category': {'type': 'keyword'},"
                + " 'year': {'type': 'integer'}, 'bid': {'type': 'double'}}}")
            .replace('\'', '"'));
    for (String id : ids) {
      call(
          "POST",
          "/" + index + "/_doc?refresh=true",
          "{'item_id': " + id + ", 'title': 'red hats', 'year': 2000}");
    }

    call("POST", "/_ctr/model/msd/_warm", "{'index': '" + index + "', 'by': 'year'}");

    then(Explained.vectors(search(index, EXPLAINED + rescore(40, "{'model': 'msd'}"))))
        .as(type)
        .hasSize(ids.length)
        .containsOnly("stored");
  }

  public void testWarm_asATask_isToldAndCancelled() throws Exception {
    String task =
        String.valueOf(
            call(
                    "POST",
                    "/_ctr/model/msd/_warm?wait_for_completion=false&items_per_second=0.5",
                    "{'index': 'ads', 'by': 'year', 'size': 40}")
                .get("task"));

    assertBusy(
        () -> {
          Map<String, Object> told = call("GET", "/_tasks/" + task, "");
          then(Hits.path(told, "task.description", String.class)).contains("warm model [msd]");
          then(Hits.path(told, "task.status.done", Integer.class)).isEqualTo(30);
        });
    // It rests for a minute now.
    call("POST", "/_tasks/" + task + "/_cancel", "");
    assertBusy(
        () -> {
          Map<String, Object> told = call("GET", "/_tasks/" + task, "");
          then(told).containsEntry("completed", true);
        });
  }

  public void testWarm_ofAModelThatIsDeletedMeanwhile_ends() throws Exception {
    indexAds("ads", Ad.numbered(1, 200));
    put("/_ctr/model/gone", Zips.of(BundleFixtures.msd("gone"), createTempDir()));
    String task =
        String.valueOf(
            call(
                    "POST",
                    "/_ctr/model/gone/_warm?wait_for_completion=false&items_per_second=10",
                    "{'index': 'ads', 'by': 'year', 'size': 200}")
                .get("task"));
    assertBusy(
        () ->
            then(Hits.path(call("GET", "/_tasks/" + task, ""), "task.status.done", Integer.class))
                .isPositive());

    call("DELETE", "/_ctr/model/gone", "");

    assertBusy(
        () -> {
          Map<String, Object> told = call("GET", "/_tasks/" + task, "");
          then(told).containsEntry("completed", true);
          then(Hits.path(told, "error.reason", String.class))
              .contains("model [gone] does not serve any more");
        },
        60,
        TimeUnit.SECONDS);
  }

  public void testWarm_wrongInputs_areRefused() throws IOException {
    thenRefused(400, "[index] is missing", "msd", "{'by': 'year'}");
    thenRefused(400, "[by] is missing", "msd", "{'index': 'ads'}");
    thenRefused(400, "body has unknown member [indx]", "msd", "{'indx': 'ads', 'by': 'year'}");
    thenRefused(400, "[size] is [0]", "msd", "{'index': 'ads', 'by': 'year', 'size': 0}");
    thenRefused(400, "No mapping found for [shown]", "msd", "{'index': 'ads', 'by': 'shown'}");
    thenRefused(404, "no such index [nope]", "msd", "{'index': 'nope', 'by': 'year'}");
    thenRefused(404, "model [nope] is not known", "nope", "{'index': 'ads', 'by': 'year'}");
    thenRefused(400, "model [din] reads no vectors", "din", "{'index': 'ads', 'by': 'year'}");
    then(fail("GET", "/_ctr/model/msd/_coverage?index=ads", "").body()).contains("[by] is missing");
  }

  public void testCoverage_isCancelled() throws Exception {
    PlainActionFuture<Failure> failed = new PlainActionFuture<>();
    redis.freeze();
    try {
      Thread asking =
          new Thread(
              () ->
                  ActionListener.completeWith(
                      failed,
                      () -> fail("GET", "/_ctr/model/msd/_coverage?index=ads&by=year", "")));
      asking.start();
      assertBusy(
          () ->
              then(call("POST", "/_tasks/_cancel?actions=*ctr/model/coverage", "").toString())
                  .contains("cancelled=true"));
    } finally {
      redis.thaw();
    }

    Failure failure = failed.actionGet(TimeValue.timeValueSeconds(60));
    then(failure.body()).contains("task_cancelled_exception");
  }

  public void testAlias_isGatedOnCoverage() throws IOException {
    String gated =
        "{'model': 'msd', 'coverage': {'index': 'ads', 'by': 'year', 'size': 40, 'least': 0.9}}";

    Failure cold = fail("PUT", "/_ctr/alias/live", gated);
    then(cold.status()).isEqualTo(409);
    then(cold.body())
        .contains("model [msd] has vectors for [0.0] of the exposures", "/_warm]; the alias is");
    then(fail("GET", "/_ctr/alias/live", "").status()).isEqualTo(404);

    warm("'size': 40");
    call("PUT", "/_ctr/alias/live", gated);
    then(Hits.object(call("GET", "/_ctr/alias/live", ""), "aliases.live"))
        .containsEntry("model", "msd");
    then(fail("PUT", "/_ctr/alias/live", gated.replace("0.9", "1.5")).body())
        .contains("[coverage.least] is [1.5]; expected a share from 0 to 1");
  }

  private static long kept() {
    return redis.number("DBSIZE");
  }

  /** Keys without an end of their time. */
  private static long lasting() {
    return redis.number(
        "EVAL",
        "local n = 0 for _, k in ipairs(redis.call('KEYS', '*')) do"
            + " if redis.call('TTL', k) == -1 then n = n + 1 end end return n",
        "0");
  }

  private static Map<String, Object> warm(String members) throws IOException {
    return call("POST", "/_ctr/model/msd/_warm", "{'index': 'ads', 'by': 'year', " + members + "}");
  }

  private static Map<String, Object> coverage(int size) throws IOException {
    return call("GET", "/_ctr/model/msd/_coverage?index=ads&by=year&size=" + size, "");
  }

  private static void thenRefused(int status, String message, String model, String body)
      throws IOException {
    Failure failure = fail("POST", "/_ctr/model/" + model + "/_warm", body);
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }
}
