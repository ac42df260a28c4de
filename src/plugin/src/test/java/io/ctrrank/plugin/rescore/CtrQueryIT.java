package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.within;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.WarningsHandler;

/** A model that reads the text of the search, beside models that do not. */
public final class CtrQueryIT extends CtrIntegTestCase {
  private static final BundleFixtures ASKED = BundleFixtures.msd("asked").withQuery(true);
  private static final double VECTOR_STEP = 5e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String ALL = "'size': 20, 'query': {'match_all': {}}, ";
  private static final String USER = "'user': {'history': ['i3', 'i12']}";

  @Override
  protected void writeBundles(Path folder, int nodeOrdinal) throws IOException {
    super.writeBundles(folder, nodeOrdinal);
    ASKED.write(folder);
  }

  private static String asked(String text) {
    return rescore(20, "{'model': 'asked', 'query_text': '" + text + "', " + USER + "}");
  }

  private static void thenScored(Hits hits, String text) {
    ExpectedScores expected = expected(ASKED, ADS);
    UserContext user =
        expected.user(
            List.of(BehaviorEvent.click("i3"), BehaviorEvent.click("i12")),
            null,
            text.isBlank() ? null : text);
    then(hits.ids()).hasSize(20);
    for (Ad ad : ADS) {
      then(hits.score(ad.item()))
          .as(ad.item())
          .isCloseTo(expected.pCtr(ad, user), within(VECTOR_STEP));
    }
  }

  public void testText_scoresAsTheFormula_onOneAndManyShards() throws IOException {
    for (int shards : List.of(1, 4)) {
      String index = "ads-" + shards;
      createAds(index, shards, ADS);
      for (String text : List.of("red hats", "blue shoes", "RED  hats", "", "   ")) {
        thenScored(search(index, ALL + asked(text)), text);
      }
      then(search(index, ALL + asked("red hats")).ids())
          .isNotEqualTo(search(index, ALL + asked("blue shoes")).ids());
    }
  }

  public void testNoText_scoresAsABlankOne() throws IOException {
    createAds("ads", 1, ADS);

    Hits without = search("ads", ALL + rescore(20, "{'model': 'asked', " + USER + "}"));

    thenScored(without, "");
  }

  public void testExplanation_saysWhetherItWasRead() throws IOException {
    createAds("ads", 1, ADS);
    search("ads", ALL + asked("red hats"));

    Hits hits = search("ads", "'explain': true, " + ALL + asked("red hats"));

    then(Explained.texts(hits.hits().getFirst())).contains("text of the search: read");
    Hits without =
        search("ads", "'explain': true, " + ALL + rescore(20, "{'model': 'asked', " + USER + "}"));
    then(Explained.texts(without.hits().getFirst()))
        .anyMatch(text -> text.startsWith("text of the search: none"));
  }

  public void testInterleaved_oneThatReadsItAndOneThatDoesNot() throws IOException {
    createAds("ads", 1, ADS);
    String duel =
        "'size': 20, 'ext': {'ctr_log': {}}, 'retriever': {'ctr_interleave': {'name': 'd',"
            + " 'models': ['din', 'asked'], 'retriever': {'standard': {}}, "
            + rescore(
                20,
                "{'query_text': 'red hats', 'user': {'history': ['i3', 'i12'], 'profile':"
                    + " 'likes'}}")
            + "}}";

    Hits hits = search("ads", duel);

    ExpectedScores expected = expected(ASKED, ADS);
    UserContext user =
        expected.user(
            List.of(BehaviorEvent.click("i3"), BehaviorEvent.click("i12")), "likes", "red hats");
    int scored = 0;
    for (Map<String, Object> hit : hits.hits()) {
      for (Map<String, Object> entry : Hits.objects(hit, "fields._ctr_log")) {
        if ("asked".equals(entry.get("model"))) {
          Ad ad = ADS.get(Integer.parseInt(String.valueOf(hit.get("_id")).substring(1)) - 1);
          then(Hits.path(entry, "pctr", Double.class))
              .isCloseTo(expected.pCtr(ad, user), within(VECTOR_STEP));
          scored++;
        }
      }
    }
    then(scored).isEqualTo(20);
    Failure failure = failSearch("ads", duel.replace("'asked'", "'_none'"));
    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains("model [din] does not read [user.profile]");
  }

  public void testNeitherModelNorLogReadsIt_isAWarning() throws Exception {
    createAds("ads", 1, ADS);
    String din = ALL + rescore(20, "{'model': 'din', 'query_text': 'red hats', " + USER + "}");

    thenWarned(din, true);
    thenWarned(din.replace("red hats", "  "), false);
    thenWarned(ALL + asked("red hats"), false);
    String duel =
        "'size': 20, 'retriever': {'ctr_interleave': {'name': 'd', 'models': ['din', 'msd'],"
            + " 'retriever': {'standard': {}}, "
            + rescore(20, "{'query_text': 'red hats', " + USER + "}")
            + "}}";
    then(warnings(duel)).hasSize(2).allMatch(warning -> warning.contains("[query_text]"));
    thenWarned(duel.replace("'msd'", "'asked'"), false);
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'experiments'}}");
    try {
      EventIndices.put(internalCluster());
      thenWarned(din, true);
      thenWarned(duel, false);
      call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'all'}}");
      thenWarned(din, false);
    } finally {
      call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': null}}");
      EventIndices.delete();
    }
  }

  public void testArms_oneThatReadsItAndOneThatDoesNot_noneWarns() throws Exception {
    createAds("ads", 1, ADS);
    String arms =
        "{'alias': 'ads', 'arms': [{'name': 'a', 'model': 'din', 'share': 50}, {'name': 'b', 'model':"
            + " 'asked', 'share': 50}]}";
    call("PUT", "/_ctr/experiment/e", arms);
    String unnamed = "{'query_text': 'red hats', 'experiment': {'arm': 'a'}, " + USER + "}";
    EventIndices.put(internalCluster());
    call("POST", "/_ctr/experiment/e/_start", "");
    try {
      thenWarned(ALL + rescore(20, unnamed), false);
    } finally {
      call("POST", "/_ctr/experiment/e/_stop", "");
      call("DELETE", "/_ctr/experiment/e", "");
      EventIndices.delete();
    }
  }

  private static void thenWarned(String body, boolean warned) throws IOException {
    List<String> warnings = warnings(body);
    if (warned) {
      then(warnings)
          .singleElement()
          .asString()
          .contains("model [din] does not read [query_text]; nor is the search logged");
    } else {
      then(warnings).isEmpty();
    }
  }

  private static List<String> warnings(String body) throws IOException {
    Request request = request("POST", "/ads/_search", "{" + body + "}");
    request.setOptions(
        request.getOptions().toBuilder().setWarningsHandler(WarningsHandler.PERMISSIVE));
    return getRestClient().performRequest(request).getWarnings();
  }
}
