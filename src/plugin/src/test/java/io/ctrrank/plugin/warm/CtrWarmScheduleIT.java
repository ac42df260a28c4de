package io.ctrrank.plugin.warm;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.test.ESIntegTestCase;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;

/** The head of a catalogue is put into a real Redis again and again, by one node of the cluster. */
@ESIntegTestCase.ClusterScope(
    scope = ESIntegTestCase.Scope.SUITE,
    numDataNodes = 3,
    numClientNodes = 0,
    supportsDedicatedMasters = false)
public final class CtrWarmScheduleIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String BODY = "{'index': 'ads', 'by': 'year', 'size': 20, 'interval': '1s'}";

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
        .put("ctr.redis.timeout", "10s")
        .put("ctr.redis.connect_timeout", "10s")
        .put("ctr.cache.size", "0b")
        .build();
  }

  @Before
  public void forget() {
    redis.flush();
    createAdIndex(
        "ads",
        2,
        Settings.builder()
            .put("index.number_of_replicas", 1)
            .put("index.unassigned.node_left.delayed_timeout", "0")
            .putList("index.ctr.text_fields", "title", "category")
            .put("index.ctr.catalogue", "warm-" + randomAlphaOfLength(8))
            .build());
    indexAds("ads", ADS);
  }

  @After
  public void clearCluster() throws IOException {
    for (String name : Hits.object(call("GET", "/_ctr/warm_schedule", ""), "schedules").keySet()) {
      call("DELETE", path(name), "");
    }
    deleteUploads();
  }

  public void testSchedule_runsAtOnce_andAgainForWhatChanged() throws Exception {
    String body = BODY.replace("1s", "5s");
    then(call("PUT", path("msd"), body)).containsEntry("acknowledged", true);

    Map<String, Object> first = awaitRun("msd", "");
    then(first)
        .containsEntry("result", "completed")
        .containsEntry("model", "msd")
        .containsEntry("encoded", 20);
    then(redis.number("DBSIZE")).isEqualTo(20);

    call("POST", "/ads/_update/i7?refresh=true", "{'doc': {'title': 'another title'}}");
    then(nextRunThatEncodes("msd", first)).containsEntry("found", 19).containsEntry("encoded", 1);
    Map<String, Object> told = schedule("msd");
    then(told)
        .containsEntry("index", "ads")
        .containsEntry("by", "year")
        .containsEntry("size", 20)
        .containsEntry("interval", "5s")
        .containsKeys("node", "next");
    then(List.of(internalCluster().getNodeNames())).contains(String.valueOf(told.get("node")));
  }

  /** Looks often, because the run after it finds everything again. */
  private static Map<String, Object> nextRunThatEncodes(String name, Map<String, Object> first)
      throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      Map<String, Object> run = last(name);
      if (run.containsKey("start")
          && !Objects.equals(run.get("start"), first.get("start"))
          && !Objects.equals(run.get("encoded"), 0)) {
        return run;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no run encoded anything in a minute; the last was " + last(name));
  }

  public void testSchedule_ofAnAlias_warmsTheModelThatItNamesThen() throws Exception {
    call("PUT", "/_ctr/alias/live", "{'model': 'msd'}");
    call("PUT", path("live"), BODY);
    then(awaitRun("live", "")).containsEntry("model", "msd");

    call("PUT", "/_ctr/alias/live", "{'model': 'din'}");

    assertBusy(
        () -> {
          Map<String, Object> run = last("live");
          then(String.valueOf(run.get("reason"))).contains("model [din] reads no");
          then(run).containsEntry("result", "failed");
        });
  }

  public void testSchedule_masterAndItsNodeRestarted_goesOn() throws Exception {
    call("PUT", path("msd"), BODY.replace("1s", "5s"));
    String first = String.valueOf(awaitRun("msd", "").get("start"));

    awaitRest();
    String runner = String.valueOf(schedule("msd").get("node"));
    internalCluster().stopNode(runner);
    // The next node that goes may hold the only copies that are left.
    ensureGreen("ads");
    String second = String.valueOf(awaitRun("msd", first).get("start"));
    then(String.valueOf(schedule("msd").get("node"))).isNotEqualTo(runner);

    awaitRest();
    internalCluster().stopNode(internalCluster().getMasterName());
    internalCluster().startNode();
    internalCluster().startNode();
    redis.flush();
    awaitRun("msd", second);
    assertBusy(() -> then(redis.number("DBSIZE")).isEqualTo(20), 60, TimeUnit.SECONDS);
  }

  /**
   * Waits until nothing runs and nothing will for a while: a node that goes in the middle of a run
   * leaves other nodes' shards open, until they have waited long enough, and the test fails by it.
   */
  private static void awaitRest() throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      Instant next = Instant.parse(String.valueOf(schedule("msd").get("next")));
      if (runs() == 0 && next.isAfter(Instant.now().plusSeconds(2))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no rest in a minute");
  }

  public void testSchedule_whileARunGoesOn_beginsNoOther() throws Exception {
    String slow = BODY.replace("'1s'", "'1s', 'items_per_second': 6");
    call("PUT", path("msd"), slow);

    awaitOneRun();
    for (int i = 0; i < 10; i++) {
      then(runs()).isLessThanOrEqualTo(1);
      Thread.sleep(200);
    }
    assertBusy(() -> then(last("msd")).containsEntry("done", 20), 60, TimeUnit.SECONDS);
  }

  /** Looks often, because it may be over soon. */
  private static void awaitOneRun() throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      if (runs() == 1) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no run in a minute");
  }

  public void testDelete_endsIt() throws Exception {
    call("PUT", path("msd"), BODY);
    awaitRun("msd", "");

    call("DELETE", path("msd"), "");

    then(fail("GET", path("msd"), "").status()).isEqualTo(404);
    then(fail("DELETE", path("msd"), "").body())
        .contains("model or alias [msd] has no schedule of warming up; expected one of []");
    // A run that was under way writes what it has; three runs more would be seen.
    assertBusy(
        () -> {
          redis.flush();
          Thread.sleep(3_000);
          then(redis.number("DBSIZE")).isZero();
        },
        60,
        TimeUnit.SECONDS);
  }

  public void testPut_wrongInputs_areRefused() throws IOException {
    thenRefused(400, "[index] is missing", "msd", "{'by': 'year', 'interval': '1h'}");
    thenRefused(400, "[interval] is [null]", "msd", "{'index': 'ads', 'by': 'year'}");
    thenRefused(
        400, "[interval] is [10ms]; expected [1s] or more", "msd", BODY.replace("1s", "10ms"));
    thenRefused(400, "failed to parse setting [interval]", "msd", BODY.replace("1s", "often"));
    thenRefused(
        400,
        "[items_per_second] is [0.0]",
        "msd",
        BODY.replace("'1s'", "'1s', 'items_per_second': 0"));
    thenRefused(400, "unknown member [cron]", "msd", BODY.replace("interval", "cron"));
    thenRefused(400, "No mapping found for [shown]", "msd", BODY.replace("year", "shown"));
    thenRefused(404, "no such index [nope]", "msd", BODY.replace("ads", "nope"));
    thenRefused(404, "model [nope] is not known", "nope", BODY);
    thenRefused(400, "model [din] reads no vectors", "din", BODY);
    then(Hits.object(call("GET", "/_ctr/warm_schedule", ""), "schedules")).isEmpty();
  }

  public void testPut_patterns_areRefused_onesThatAreThereFail() throws Exception {
    for (String pattern :
        List.of("a*", "ads,more", "*,-b", "-ads", "_all", "<ads-{now/d}>", "there:ads")) {
      thenRefused(
          400,
          "[index] is [" + pattern + "]; expected the name of one index, alias or data stream",
          "msd",
          BODY.replace("ads", pattern));
    }
    then(Hits.object(call("GET", "/_ctr/warm_schedule", ""), "schedules")).isEmpty();

    String old = BODY.replace("ads", "a*").replace("'", "\\'");
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.warm_schedules.msd': '" + old + "'}}");

    Map<String, Object> run = awaitRun("msd", "");
    then(run).containsEntry("result", "failed");
    then(String.valueOf(run.get("reason"))).contains("[index] is [a*]; expected the name");
    then(redis.number("DBSIZE")).isZero();
  }

  private static long runs() throws IOException {
    Map<String, Object> told =
        call("GET", "/_tasks?actions=cluster:admin/ctr/model/warm&detailed&group_by=none", "");
    return Hits.objects(told, "tasks").stream()
        .filter(task -> String.valueOf(task.get("description")).startsWith("warm model [msd]"))
        .count();
  }

  /**
   * The last run, once it is another one than that which began at {@code before}: as it was told
   * then, since the next call may go to a node that does not know of it yet.
   */
  private static Map<String, Object> awaitRun(String name, String before) throws Exception {
    Map<String, Object> told = new HashMap<>();
    assertBusy(
        () -> {
          told.clear();
          told.putAll(last(name));
          then(told.get("start")).isNotNull().isNotEqualTo(before);
        },
        60,
        TimeUnit.SECONDS);
    return told;
  }

  private static Map<String, Object> last(String name) throws IOException {
    Map<String, Object> told = schedule(name);
    return told.containsKey("last") ? Hits.object(told, "last") : Map.of();
  }

  private static Map<String, Object> schedule(String name) throws IOException {
    return Hits.object(call("GET", path(name), ""), "schedules." + name);
  }

  private static String path(String model) {
    return "/_ctr/model/" + model + "/_warm/_schedule";
  }

  private static void thenRefused(int status, String message, String model, String body)
      throws IOException {
    Failure failure = fail("PUT", path(model), body);
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }
}
