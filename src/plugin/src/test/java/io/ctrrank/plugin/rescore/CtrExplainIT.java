package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.TinyFormula;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Explanations show what was scored. */
public final class CtrExplainIT extends CtrIntegTestCase {
  private static final double VECTOR_STEP = 5e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String ALL = "'explain': true, 'size': 20, 'query': {'match_all': {}}, ";
  private static final String ECPM =
      "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'user': {'id': 'u42', 'history':"
          + " ['i3', {'item': 'i7', 'type': 'skip'}, 'i12', 'i8', 'gone']}}";

  public void testEcpm_everyPartIsThereAndAddsUp() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);

      Hits hits = search("ads" + shards, ALL + rescore(20, ECPM));

      then(hits.ids()).hasSize(20);
      ExpectedScores expected = expected(MSD, ADS);
      UserContext user = user(expected);
      for (Map<String, Object> hit : hits.hits()) {
        Ad ad = ADS.get(Integer.parseInt(String.valueOf(hit.get("_id")).substring(1)) - 1);
        Map<String, Object> explanation = explanation(hit);
        then(number(explanation)).isCloseTo(Hits.score(hit), within(1e-6));
        then(explanation.get("description"))
            .isEqualTo(
                "rescorer [ctr], model [msd] named by the search, item ["
                    + ad.id()
                    + "], user [u42], rank_by [ecpm]: pCTR x bid of:");
        Map<String, Object> pCtr = detail(explanation, 0);
        then(number(pCtr)).isCloseTo(expected.pCtr(ad, user), within(VECTOR_STEP));
        then(number(detail(pCtr, 0))).isCloseTo(expected.logit(ad, user), within(4 * VECTOR_STEP));
        then(detail(pCtr, 1)).containsEntry("value", 1.5);
        then(detail(pCtr, 2)).containsEntry("value", -0.25);
        Map<String, Object> bid = detail(explanation, 1);
        then(bid).containsEntry("description", "bid");
        then(number(bid)).isCloseTo(ad.bid(), within(1e-6));
        then(number(pCtr) * number(bid)).isCloseTo(number(explanation), within(1e-6));
        thenNearestAre(detail(explanation, 3), ad, expected);
        Map<String, Object> firstPass = detail(explanation, 4);
        then(firstPass).containsEntry("value", 1.0);
        then(detail(firstPass, 0)).containsEntry("description", "*:*");
      }
    }
  }

  private static void thenNearestAre(Map<String, Object> history, Ad ad, ExpectedScores expected) {
    then(history.get("description")).asString().contains("the nearest clicked ones:");
    then(number(history)).isEqualTo(5.0);
    // The two nearest of the clicked items that have vectors: i3, i12 and i8.
    double best =
        List.of("i3", "i12", "i8").stream()
            .mapToDouble(id -> cosine(expected, ad, ADS.get(Integer.parseInt(id.substring(1)) - 1)))
            .max()
            .orElseThrow();
    then(number(detail(history, 0))).isCloseTo(best, within(0.002));
    then(detail(history, 0).get("description"))
        .asString()
        .matches("cosine with history item \\[(i3|i12|i8)] at position \\[[023]]");
    then((List<?>) history.get("details")).hasSize(2);
  }

  public void testVectorSource_isThatOfTheScoreNotOfTheExplanation() throws IOException {
    createAds("ads", 3, ADS);

    // By the time of the fetch phase the vectors are cached; the scores came from fresh ones.
    String anonymous = ALL + rescore(20, "{'model': 'msd'}");
    then(sources(search("ads", anonymous))).containsOnly("item vector: encoded");
    then(sources(search("ads", anonymous))).containsOnly("item vector: cached");
  }

  public void testItemWithoutText_saysFallback() throws IOException {
    createAds("ads", 1, List.of(new Ad("i1", null, List.of(), 2000, null)));

    Hits hits = search("ads", ALL + rescore(20, ECPM));

    then(sources(hits)).containsExactly("item vector: fallback");
    Map<String, Object> explanation = explanation(hits.hits().getFirst());
    then(detail(explanation, 1).get("description"))
        .isEqualTo("bid [NaN] counts as 0, expected a number above 0");
    then(number(explanation)).isZero();
  }

  public void testModelWithoutEncoder_leavesVectorsOut() throws IOException {
    createAds("ads", 1, ADS);

    Hits hits =
        search("ads", ALL + rescore(20, "{'model': 'din', 'user': {'history': ['i3', 'x']}}"));

    Map<String, Object> explanation = explanation(hits.hits().getFirst());
    then(explanation.get("description")).asString().endsWith("rank_by [ctr]: pCTR of:");
    then(detail(explanation, 1)).containsEntry("description", "item vector: none");
    then(detail(explanation, 2))
        .containsEntry("value", 2)
        .containsEntry("description", "history events the model read");
  }

  private static UserContext user(ExpectedScores expected) {
    return expected.user(
        List.of(
            BehaviorEvent.click("i3"),
            new BehaviorEvent("i7", 0, "skip"),
            BehaviorEvent.click("i12"),
            BehaviorEvent.click("i8"),
            BehaviorEvent.click("gone")),
        null);
  }

  private static double cosine(ExpectedScores expected, Ad a, Ad b) {
    return NearItems.cosine(vector(expected, a), vector(expected, b));
  }

  private static float[] vector(ExpectedScores expected, Ad ad) {
    return Fp16.decode(
        TinyFormula.itemVector(
            expected.manifest(),
            expected.words(),
            ad.text(expected.manifest().schema().itemText().orElseThrow())));
  }

  private static List<Object> sources(Hits hits) {
    return hits.hits().stream()
        .flatMap(hit -> Hits.objects(explanation(hit), "details").stream())
        .map(detail -> detail.getOrDefault("description", ""))
        .filter(text -> String.valueOf(text).startsWith("item vector: "))
        .toList();
  }

  private static Map<String, Object> explanation(Map<String, Object> hit) {
    return Hits.object(hit, "_explanation");
  }

  private static Map<String, Object> detail(Map<String, Object> explanation, int index) {
    return Hits.object(explanation, "details." + index);
  }

  private static double number(Map<String, Object> explanation) {
    return Hits.path(explanation, "value", Number.class).doubleValue();
  }
}
