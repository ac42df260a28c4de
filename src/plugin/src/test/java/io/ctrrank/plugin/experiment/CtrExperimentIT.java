package io.ctrrank.plugin.experiment;

import static org.assertj.core.api.BDDAssertions.then;
import static org.elasticsearch.test.hamcrest.ElasticsearchAssertions.assertAcked;

import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.test.ESIntegTestCase;
import org.jspecify.annotations.Nullable;
import org.junit.After;

/** Experiments and bindings by index alias, over REST. */
@ESIntegTestCase.ClusterScope(
    scope = ESIntegTestCase.Scope.SUITE,
    numDataNodes = 2,
    numClientNodes = 0,
    supportsDedicatedMasters = false)
public final class CtrExperimentIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 12);
  private static final String CHOSEN_BY = "X-Ctr-Chosen-By";
  private static final String ALL = "'size': 12, 'query': {'match_all': {}}, ";
  private static final String ARMS =
      "'arms': [{'name': 'control', 'model': 'din', 'share': 50},"
          + " {'name': 'treatment', 'model': 'msd', 'share': 50}]";

  @After
  public void deleteAll() throws IOException {
    for (String name : Hits.object(call("GET", "/_ctr/experiment", ""), "experiments").keySet()) {
      if (!state(name).equals("draft")) {
        call("POST", "/_ctr/experiment/" + name + "/_stop", "");
      }
      call("DELETE", "/_ctr/experiment/" + name, "");
    }
    for (String alias : Hits.object(call("GET", "/_ctr/binding", ""), "bindings").keySet()) {
      call("DELETE", "/_ctr/binding/" + alias, "");
    }
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': null}}");
  }

  private static String state(String name) throws IOException {
    return Hits.path(
        call("GET", "/_ctr/experiment/" + name, ""),
        "experiments." + name + ".state",
        String.class);
  }

  private void createAdsWithAliases(String... aliases) throws IOException {
    createAds("ads-1", 2, ADS);
    for (String alias : aliases) {
      call("PUT", "/ads-1/_alias/" + alias, "");
    }
  }

  private static Response ads(String path, String ctr) throws IOException {
    return respond("POST", "/" + path + "/_search", "{" + ALL + rescore(12, ctr) + "}");
  }

  private static String model(Response response) {
    return response.getHeader("X-Ctr-Model");
  }

  private static String userIn(String layer, int firstBucket, int lastBucket) {
    return IntStream.range(0, 100_000)
        .mapToObj(number -> "u" + number)
        .filter(user -> Buckets.of(layer, user) >= firstBucket)
        .filter(user -> Buckets.of(layer, user) <= lastBucket)
        .findFirst()
        .orElseThrow();
  }

  private static String of(String user) {
    return "{'user': {'id': '" + user + "', 'history': []}}";
  }

  public void testExperiment_splitsOneAliasByUser_onEveryNode_andTellsTheArm() throws IOException {
    createAdsWithAliases("ads");
    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + ARMS + "}");
    call("POST", "/_ctr/experiment/e/_start", "");
    String control = userIn("e", 0, 4_999);
    String treatment = userIn("e", 5_000, 9_999);

    for (String name : internalCluster().getNodeNames()) {
      try (RestClient node = createRestClient(name)) {
        for (String user : List.of(control, treatment)) {
          boolean treated = user.equals(treatment);
          Response response =
              node.performRequest(
                  request(
                      "POST",
                      "/ads/_search",
                      "{'ext': {'ctr_log': {}}, 'explain': true, "
                          + ALL
                          + rescore(12, of(user))
                          + "}"));
          then(model(response)).isEqualTo(treated ? "msd" : "din");
          String arm = treated ? "treatment" : "control";
          then(response.getHeader("X-Ctr-Experiment")).isEqualTo("e/" + arm);
          then(response.getHeader(CHOSEN_BY)).isEqualTo("experiment");
          Map<String, Object> hit = Hits.of(json(response)).hits().getFirst();
          then(Hits.path(hit, "fields._ctr_log.0.arm", String.class)).isEqualTo(arm);
          then(Hits.path(hit, "fields._ctr_log.0.experiment", String.class)).isEqualTo("e");
          then(Hits.path(hit, "_explanation.description", String.class))
              .contains("] of arm [" + arm + "] of experiment [e], item [");
        }
      }
    }
    then(search("ads", ALL + rescore(12, of(treatment))).byId())
        .isEqualTo(
            search("ads", ALL + rescore(12, "{'model': 'msd', 'user': {'id': 'x', 'history': []}}"))
                .byId());
    Map<String, Object> told = call("GET", "/_ctr/experiment/e?unit=" + treatment, "");
    then(Hits.path(told, "assignment.e.arm", String.class)).isEqualTo("treatment");
    then(Hits.path(told, "experiments.e.arms.0.buckets", String.class)).isEqualTo("0-4999");
  }

  public void testRamp_leavesUsersInTheirArms_asSearchesTell() throws IOException {
    createAdsWithAliases("ads");
    call("PUT", "/_ctr/binding/ads", "{'model': 'din'}");
    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + arms(17.5, 12.25) + "}");
    call("POST", "/_ctr/experiment/e/_start/", "");
    Map<String, String> before = armsOf(60, "ads");
    then(before).containsValue("e/control").containsValue("e/treatment");

    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + arms(40.01, 38.5) + "}");

    Map<String, String> after = armsOf(60, "ads");
    then(after).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
  }

  public void testLayer_isSharedByExperiments_andAnotherDealsAnew() throws IOException {
    createAdsWithAliases("one", "two", "three");
    for (String alias : List.of("one", "two", "three")) {
      call("PUT", "/_ctr/binding/" + alias, "{'model': 'din'}");
      String layer = alias.equals("three") ? "other" : "shared";
      call(
          "PUT",
          "/_ctr/experiment/on-" + alias,
          "{'alias': '" + alias + "', 'layer': '" + layer + "', " + arms(25, 25) + "}");
      call("POST", "/_ctr/experiment/on-" + alias + "/_start", "");
    }

    Map<String, String> one = armsOf(60, "one");
    Map<String, String> two = armsOf(60, "two");
    Map<String, String> three = armsOf(60, "three");
    then(one.keySet()).isNotEmpty().doesNotContainAnyElementsOf(two.keySet());
    then(one.size() + two.size()).as("both have all the users between them").isEqualTo(60);
    then(three.keySet()).containsAnyElementsOf(one.keySet()).containsAnyElementsOf(two.keySet());
    for (int number = 0; number < 60; number++) {
      String user = "u" + number;
      then(one.getOrDefault(user, ""))
          .as(user)
          .isEqualTo(quarter("on-one", Buckets.of("shared", user)));
      then(two.getOrDefault(user, ""))
          .as(user)
          .isEqualTo(quarter("on-two", Buckets.of("shared", user) - 5_000));
      then(three.getOrDefault(user, ""))
          .as(user)
          .isEqualTo(quarter("on-three", Buckets.of("other", user)));
    }
    thenRefused(
        409,
        "PUT",
        "/_ctr/experiment/more",
        "{'alias': 'one', 'layer': 'shared', " + arms(1, 1) + "}",
        "does not fit into layer [shared] beside experiments [on-one, on-two]");
  }

  /** The arm by the place of a user's bucket among those of an experiment with two quarters. */
  private static String quarter(String experiment, int place) {
    return place < 0 || place >= 5_000
        ? ""
        : experiment + (place < 2_500 ? "/control" : "/treatment");
  }

  private static String arms(double control, double treatment) {
    return "'arms': [{'name': 'control', 'model': 'din', 'share': "
        + control
        + "}, {'name': 'treatment', 'model': 'msd', 'share': "
        + treatment
        + "}]";
  }

  /** Arms of the first users that are in one, as searches tell. */
  private static Map<String, String> armsOf(int users, String alias) throws IOException {
    Map<String, String> arms = new LinkedHashMap<>();
    for (int number = 0; number < users; number++) {
      String arm = ads(alias, of("u" + number)).getHeader("X-Ctr-Experiment");
      if (arm != null) {
        arms.put("u" + number, arm);
      }
    }
    return arms;
  }

  public void testArm_isPinnedInEveryKindOfSearch() throws IOException {
    createAdsWithAliases("ads", "ads-b");
    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + ARMS + "}");
    call("POST", "/_ctr/experiment/e/_start", "");
    String rescore = rescore(12, of(userIn("e", 5_000, 9_999)));
    String retriever =
        "'size': 12, 'retriever': {'rescorer': {" + rescore + ", 'retriever': {'standard': {}}}}";

    then(respond("POST", "/ads/_search", "{" + retriever + "}").getHeader("X-Ctr-Experiment"))
        .isEqualTo("e/treatment");
    then(respond("POST", "/ads*,-ads-*/_search", "{" + ALL + rescore + "}")
            .getHeader("X-Ctr-Experiment"))
        .as("by a pattern that the alias matches")
        .isEqualTo("e/treatment");
    Response many =
        respond(
            "POST",
            "/_msearch",
            ("{'index': 'ads'}\n{" + ALL + rescore + "}\n{'index': 'ads-1'}\n{" + ALL)
                + rescore(12, "{'model': 'din'}")
                + "}\n");
    then(many.getHeader("X-Ctr-Experiment")).isEqualTo("e/treatment");
    then(model(many).split(",")).containsExactlyInAnyOrder("msd", "din");
    String pit = Hits.path(call("POST", "/ads/_pit?keep_alive=1m", ""), "id", String.class);
    Failure failure =
        fail("POST", "/_search", "{'pit': {'id': '" + pit + "'}, " + ALL + rescore + "}");
    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains("a point in time, which does not tell the alias");
    call("DELETE", "/_pit", "{'id': '" + pit + "'}");
  }

  public void testPattern_overAliasesAndTheirIndex_takesUsersToTheirArms_othersToWhatIsBound()
      throws IOException {
    createAdsWithAliases("ads", "ads-b");
    call("PUT", "/_ctr/binding/ads", "{'model': 'din'}");
    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + arms(25, 25) + "}");
    call("POST", "/_ctr/experiment/e/_start", "");
    String control = of(userIn("e", 0, 2_499));
    String treatment = of(userIn("e", 2_500, 4_999));
    String inNone = of(userIn("e", 5_000, 9_999));

    for (String names : List.of("ads*", "ads,ads-b,ads-1", "ads-1,ad*")) {
      thenChosen(ads(names, control), "din", "e/control", "experiment");
      thenChosen(ads(names, treatment), "msd", "e/treatment", "experiment");
      thenChosen(ads(names, inNone), "din", null, "alias");
      then(search(names, ALL + rescore(12, treatment)).byId())
          .as("each hit once")
          .isEqualTo(search("ads", ALL + rescore(12, treatment)).byId());
    }
    for (String user : List.of(treatment, inNone)) {
      then(failSearch("ads-*", ALL + rescore(12, user)).body())
          .as("the experiment does not run on the others")
          .contains("none is bound to [ads-1, ads-b]");
    }
    call("PUT", "/_ctr/binding/ads-b", "{'model': 'msd'}");
    thenChosen(ads("ads*", control), "din", "e/control", "experiment");
    thenChosen(ads("ads-*", control), "msd", null, "alias");
    thenLeadToSeveral("ads*", inNone);
    call("PUT", "/_ctr/binding/ads-b", "{'model': 'din'}");
    thenChosen(ads("ads*", inNone), "din", null, "alias");
    assertAcked(
        indicesAdmin()
            .prepareUpdateSettings("ads-1")
            .setSettings(Settings.builder().put("index.ctr.model", "msd")));
    thenChosen(ads("ads", inNone), "din", null, "alias");
    thenChosen(ads("ads-1", treatment), "msd", null, "index");
    thenChosen(ads("ads*", treatment), "msd", "e/treatment", "experiment");
    thenLeadToSeveral("ads*", inNone);
  }

  private static void thenChosen(
      Response response, String model, @Nullable String experiment, String by) {
    then(model(response)).isEqualTo(model);
    then(response.getHeader("X-Ctr-Experiment")).isEqualTo(experiment);
    then(response.getHeader(CHOSEN_BY)).isEqualTo(by);
  }

  private static void thenLeadToSeveral(String names, String ctr) throws IOException {
    Failure failure = failSearch(names, ALL + rescore(12, ctr));
    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains("models [din, msd] are bound to [ads, ads-1, ads-b]");
  }

  public void testBindings_givesEachAliasOfOneIndexItsModel() throws IOException {
    createAdsWithAliases("ads_control", "ads_treatment", "ads_plain");
    call("PUT", "/_ctr/binding/ads_control", "{'model': 'din'}");
    call("PUT", "/_ctr/binding/ads_treatment", "{'model': 'msd'}");

    then(model(ads("ads_control", "{}"))).isEqualTo("din");
    then(model(ads("ads_treatment", "{}"))).isEqualTo("msd");
    then(model(ads("ads_treatment", "{'model': 'din'}"))).isEqualTo("din");
    Failure both = failSearch("ads_control,ads_treatment", ALL + rescore(12, "{}"));
    then(both.status()).isEqualTo(400);
    then(both.body()).contains("models [din, msd] are bound to [ads_control, ads_treatment]");
    then(failSearch("ads_plain", ALL + rescore(12, "{}")).body())
        .contains("none is bound to [ads_plain]");
    assertAcked(
        indicesAdmin()
            .prepareUpdateSettings("ads-1")
            .setSettings(Settings.builder().put("index.ctr.model", "din")));
    then(model(ads("ads_plain", "{}"))).isEqualTo("din");
    call("PUT", "/_ctr/binding/ads_control", "{'model': '_none'}");
    then(model(ads("ads_control", "{}"))).isEqualTo("_none");
    thenExplained("ads_control", "{}", "because model [_none] is bound to [ads_control]");
    thenExplained("ads_treatment", "{}", "model [msd] bound to [ads_treatment], item [");
    thenExplained("ads_plain", "{}", "model [din] set by [index.ctr.model] of [ads-1], item [");
    thenExplained("ads_plain", "{'model': 'msd'}", "model [msd] named by the search, item [");
    then(ads("ads_treatment", "{}").getHeader(CHOSEN_BY)).isEqualTo("alias");
    then(ads("ads_plain", "{}").getHeader(CHOSEN_BY)).isEqualTo("index");
    then(ads("ads_plain", "{'model': 'msd'}").getHeader(CHOSEN_BY)).isEqualTo("request");
    String retriever =
        "{'retriever': {'rescorer': {" + rescore(12, "{}") + ", 'retriever': {'standard': {}}}}}";
    then(respond("POST", "/ads_treatment/_search", retriever).getHeader(CHOSEN_BY))
        .isEqualTo("alias");
    then(call("GET", "/_ctr/binding/ads_treatment", ""))
        .hasToString("{bindings={ads_treatment={model=msd}}}");
  }

  private static void thenExplained(String alias, String ctr, String text) throws IOException {
    Hits hits = search(alias, "'explain': true, " + ALL + rescore(12, ctr));
    for (Map<String, Object> hit : hits.hits()) {
      then(Hits.path(hit, "_explanation.description", String.class)).contains(text);
    }
  }

  public void testProfile_thatOnlyOneArmReads_isTakenByAll_andElseRefused() throws IOException {
    createAdsWithAliases("ads", "plain");
    call("PUT", "/_ctr/binding/ads", "{'model': 'din'}");
    call("PUT", "/_ctr/binding/plain", "{'model': 'din'}");
    String profile = "{'user': {'id': 'u', 'profile': 'likes red', 'history': []}}";
    String refusal = "model [din] does not read [user.profile]";
    then(failSearch("ads", ALL + rescore(12, profile)).body()).contains(refusal);
    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + ARMS + "}");
    call("POST", "/_ctr/experiment/e/_start", "");

    for (String arm : List.of("control", "treatment")) {
      String forced = profile.replace("{'user'", "{'experiment': {'arm': '" + arm + "'}, 'user'");
      then(ads("ads", forced).getHeader("X-Ctr-Experiment")).isEqualTo("e/" + arm);
    }
    then(model(ads("ads", profile.replace("{'user'", "{'experiment': '_none', 'user'"))))
        .isEqualTo("din");
    then(failSearch("ads", ALL + rescore(12, profile.replace("{'user'", "{'model': 'din', 'user'")))
            .body())
        .contains(refusal);
  }

  public void testEventType_thatOnlyOneArmKnows_isTakenByAll_andElseRefused() throws IOException {
    createAdsWithAliases("ads");
    call("PUT", "/_ctr/binding/ads", "{'model': 'din'}");
    BundleFixtures buyers =
        BundleFixtures.din("buyers")
            .withHistory(new HistorySchema(List.of("click", "buy"), Set.of("click"), 50, 2));
    put("/_ctr/model/buyers", Zips.of(buyers, createTempDir()));
    String bought =
        "{'user': {'id': 'u', 'history': [{'item': 'i1', 'type': 'buy'}, {'item': 'i2', 'type':"
            + " 'skip'}, 'i3']}}";
    then(failSearch("ads", ALL + rescore(12, bought)).body())
        .contains("history event type [buy] is not known to the model");
    call("PUT", "/_ctr/experiment/e", "{'alias': 'ads', " + ARMS.replace("msd", "buyers") + "}");
    call("POST", "/_ctr/experiment/e/_start", "");

    String forced = "{'experiment': {'arm': 'control'}, 'user'";
    then(search("ads", ALL + rescore(12, bought.replace("{'user'", forced))).byId())
        .as("what the arm does not know is left out")
        .isEqualTo(
            search(
                    "ads",
                    ALL
                        + rescore(
                            12,
                            "{'model': 'din', 'user': {'id': 'u', 'history': [{'item': 'i2',"
                                + " 'type': 'skip'}, 'i3']}}"))
                .byId());
    then(model(ads("ads", bought.replace("{'user'", forced.replace("control", "treatment")))))
        .isEqualTo("buyers");
    then(failSearch("ads", ALL + rescore(12, bought.replace("'skip'", "'share'"))).body())
        .contains("history event type [share] is not known");
    then(failSearch("ads", ALL + rescore(12, bought.replace("{'user'", "{'model': 'din', 'user'")))
            .body())
        .contains("history event type [buy] is not known");
    call("POST", "/_ctr/experiment/e/_stop", "");
    call("DELETE", "/_ctr/experiment/e", "");
    call("DELETE", "/_ctr/model/buyers", "");
  }

  public void testHoldout_getsTheOrderOfRecall_andItsArmIsTold() throws IOException {
    createAdsWithAliases("ads");
    call(
        "PUT",
        "/_ctr/experiment/e",
        "{'alias': 'ads', 'arms': [{'name': 'holdout', 'model': '_none', 'share': 100}]}");
    call("POST", "/_ctr/experiment/e/_start", "");

    Response response = ads("ads", of("anybody"));

    then(model(response)).isEqualTo("_none");
    then(response.getHeader("X-Ctr-Experiment")).isEqualTo("e/holdout");
    then(Hits.of(json(response)).scores()).containsOnly(1.0);
    thenExplained(
        "ads", of("anybody"), "because model [_none] is of arm [holdout] of experiment [e]");
    thenExplained(
        "ads",
        "{'experiment': {'arm': 'holdout'}}",
        "is of arm [holdout] of experiment [e], which the search asks for");
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': false}}");
    Response off = ads("ads", of("anybody"));
    then(off.getHeader("X-Ctr-Experiment")).as("while everything is off").isNull();
  }

  public void testModelInUse_isNotDeleted_andExperimentsSurviveOtherSettings() throws IOException {
    createAdsWithAliases("ads");
    put("/_ctr/model/other", Zips.of(BundleFixtures.din("other"), createTempDir()));
    call(
        "PUT",
        "/_ctr/experiment/e",
        "{'alias': 'ads', 'arms': [{'name': 'a', 'model': 'other', 'share': 1}]}");

    Failure failure = fail("DELETE", "/_ctr/model/other", "");

    then(failure.status()).isEqualTo(409);
    then(failure.body()).contains("[other] is in use by [experiment e]");
    call("DELETE", "/_ctr/experiment/e", "");
    call("DELETE", "/_ctr/model/other", "");
  }

  public void testWhatCannotBe_isRefused() throws IOException {
    createAdsWithAliases("ads");
    call("PUT", "/_ctr/alias/live", "{'model': 'msd'}");
    thenRefused(
        400, "PUT", "/_ctr/experiment/E", "{'alias': 'ads', " + ARMS + "}", "experiment is [E]");
    thenRefused(400, "PUT", "/_ctr/experiment/e", "{" + ARMS + "}", "has no [alias]");
    thenRefused(
        400,
        "PUT",
        "/_ctr/experiment/e",
        "{'alias': 'ads', 'arms': [{'name': 'a', 'model': 'msd', 'share': 0.001}]}",
        "[experiment.arms[0].share] is [0.001]; expected percent of the traffic");
    thenRefused(
        400,
        "PUT",
        "/_ctr/experiment/e",
        "{'alias': 'ads', 'arms': [{'name': 'a', 'model': 'live', 'share': 1}]}",
        "has the alias [live]; expected the id of a model, such as [msd]");
    thenRefused(
        404,
        "PUT",
        "/_ctr/experiment/e",
        "{'alias': 'ads', 'arms': [{'name': 'a', 'model': 'unknown', 'share': 1}]}",
        "[unknown]");
    thenRefused(404, "POST", "/_ctr/experiment/e/_start", "", "experiment [e] is not known");
    thenRefused(404, "PUT", "/_ctr/binding/nothing", "{'model': 'msd'}", "is named [nothing]");
    thenRefused(400, "PUT", "/_ctr/binding/ads", "{'id': 'msd'}", "body has members [id]");
    thenRefused(404, "DELETE", "/_ctr/binding/ads", "", "no model is bound to [ads]");
    call("PUT", "/_ctr/experiment/e", "{'alias': 'nothing', " + ARMS + "}");
    thenRefused(404, "POST", "/_ctr/experiment/e/_start", "", "is named [nothing]");
    thenRefused(
        400,
        "PUT",
        "/_cluster/settings",
        "{'persistent': {'ctr.experiments.f': '{}'}}",
        "experiment without [arms]");
    call("PUT", "/_ctr/binding/ads", "{'model': 'live'}");
    thenRefused(409, "DELETE", "/_ctr/alias/live", "", "[live] is in use by [binding ads]");
    call("DELETE", "/_ctr/binding/ads", "");
    call("DELETE", "/_ctr/alias/live", "");
  }

  private static void thenRefused(
      int status, String method, String path, String body, String message) throws IOException {
    Failure failure = fail(method, path, body);
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }
}
