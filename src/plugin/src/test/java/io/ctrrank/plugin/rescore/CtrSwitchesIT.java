package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.After;

/** Ways to leave recall alone, and what changes a score. */
public final class CtrSwitchesIT extends CtrIntegTestCase {
  private static final double VECTOR_STEP = 5e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 40);

  /** Different first-pass scores: matches of one, two or three clauses. */
  private static final String QUERY =
      "'query': {'bool': {'should': [{'constant_score': {'filter': {'match_all': {}}, 'boost': 2}},"
          + " {'constant_score': {'filter': {'match': {'title': 'red'}}, 'boost': 3}},"
          + " {'constant_score': {'filter': {'match': {'title': 'shoes'}}, 'boost': 0.5}}]}}, ";

  private static final String ALL = "'size': 40, " + QUERY;

  @After
  public void enable() throws IOException {
    setEnabled("null");
  }

  private static void setEnabled(String value) throws IOException {
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': " + value + "}}");
  }

  public void testDisabledCluster_leavesOrderScoresAndTailOfRecall_untilItIsEnabled()
      throws IOException {
    createAds("ads", 3, ADS);
    Hits recall = search("ads", ALL + "'track_total_hits': true");
    String rescored = "'size': 5, " + QUERY + rescore(5, "{'model': 'msd'}");
    then(search("ads", rescored).scores()).allSatisfy(score -> then(score).isLessThan(1));

    setEnabled("false");

    then(search("ads", ALL + rescore(40, "{'model': 'msd'}")).byId()).isEqualTo(recall.byId());
    then(search("ads", rescored).ids()).isEqualTo(recall.ids().subList(0, 5));
    then(search("ads", ALL + rescore(40, "{'model': 'unknown'}")).ids()).isEqualTo(recall.ids());
    Hits explained = search("ads", "'explain': true, " + rescored);
    Map<String, Object> explanation = Hits.object(explained.hits().getFirst(), "_explanation");
    then(explanation.get("description"))
        .isEqualTo(
            "rescorer [ctr] leaves the order of recall, because cluster setting [ctr.enabled] is"
                + " false:");
    then(number(explanation)).isEqualTo(explained.scores().getFirst());

    setEnabled("true");
    then(search("ads", rescored).scores()).allSatisfy(score -> then(score).isLessThan(1));
  }

  public void testNoModel_leavesOrderAndScoresOfRecall_inEveryKindOfSearch() throws IOException {
    createAds("ads", 2, ADS);
    Hits recall = search("ads", ALL + "'track_total_hits': true");
    String none = rescore(40, "{'model': '_none', 'user': {'history': ['i1']}}");

    then(search("ads", ALL + none).byId()).isEqualTo(recall.byId());
    then(search(
                "ads",
                "'size': 40, 'retriever': {'rescorer': {"
                    + none
                    + ", 'retriever':"
                    + " {'standard': {"
                    + QUERY.substring(0, QUERY.length() - 2)
                    + "}}}}")
            .byId())
        .isEqualTo(recall.byId());
    then(search("ads", ALL + "'collapse': {'field': 'item_id'}, " + none).byId())
        .isEqualTo(recall.byId());
    Hits explained = search("ads", "'explain': true, " + ALL + none);
    then(Hits.object(explained.hits().getFirst(), "_explanation").get("description"))
        .asString()
        .contains("because the request asks for model [_none]");
  }

  public void testShadow_scoresButLeavesOrderAndScoresOfRecall() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);
      Hits recall = search("ads" + shards, ALL + "'track_total_hits': true");
      String shadow =
          rescore(
              40,
              "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'min_ecpm': 1e6, 'shadow':"
                  + " true}");

      Hits hits = search("ads" + shards, "'explain': true, " + ALL + shadow);

      then(hits.byId()).isEqualTo(recall.byId());
      ExpectedScores expected = expected(MSD, ADS);
      for (Map<String, Object> hit : hits.hits()) {
        Map<String, Object> explanation = Hits.object(hit, "_explanation");
        then(number(explanation)).isEqualTo(Hits.score(hit));
        then(explanation.get("description"))
            .isEqualTo(
                "rescorer [ctr] in shadow leaves the first-pass score; it would have given:");
        Map<String, Object> predicted = Hits.object(explanation, "details.0");
        then(predicted.get("description")).asString().contains("model [msd]", "pCTR x bid of:");
        then(number(predicted))
            .isCloseTo(
                expected.score(ad(hit), UserContext.anonymous(), RankBy.ECPM), within(VECTOR_STEP));
        then(number(Hits.object(explanation, "details.1"))).isEqualTo(Hits.score(hit));
      }
    }
  }

  public void testShadow_hitsOutsideTheWindow_areExplainedByRecall() throws IOException {
    createAds("ads", 1, ADS);

    Hits hits =
        search(
            "ads",
            "'explain': true, 'size': 10, "
                + QUERY
                + "'rescore': [{'window_size': 10, 'ctr': {'model': 'din', 'shadow': true}},"
                + " {'window_size': 40, 'query': {'rescore_query': {'constant_score': {'filter':"
                + " {'term': {'category': 'hats'}}}}, 'rescore_query_weight': 100}}]");

    then(hits.scores()).allSatisfy(score -> then(score).isGreaterThan(100));
    for (Map<String, Object> hit : hits.hits()) {
      then(number(Hits.object(hit, "_explanation"))).isEqualTo(Hits.score(hit));
    }
  }

  public void testAlphaAndFirstPassWeight_areExponentsAndExplained() throws IOException {
    createAds("ads", 2, ADS);
    Hits recall = search("ads", ALL + "'track_total_hits': true");

    Hits hits =
        search(
            "ads",
            "'explain': true, "
                + ALL
                + rescore(
                    40,
                    "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'alpha': 0.5,"
                        + " 'first_pass_weight': 2}"));

    ExpectedScores expected = expected(MSD, ADS);
    ScoreFormula formula = new ScoreFormula(RankBy.ECPM, 0.5, 2, 0);
    then(hits.ids()).hasSize(40);
    then(hits.scores()).isSortedAccordingTo(Collections.reverseOrder());
    for (Map<String, Object> hit : hits.hits()) {
      Ad ad = ad(hit);
      float firstPass = (float) recall.score(ad.item());
      float wanted = expected.score(ad, UserContext.anonymous(), formula, firstPass);
      then(Hits.score(hit)).isCloseTo(wanted, within(VECTOR_STEP * 4 * wanted));
      Map<String, Object> explanation = Hits.object(hit, "_explanation");
      then(number(explanation)).isEqualTo(Hits.score(hit));
      then(explanation.get("description"))
          .asString()
          .endsWith("rank_by [ecpm]: pCTR^0.5 x bid x first-pass score^2.0 of:");
      then(Hits.object(explanation, "details.2"))
          .containsEntry("value", 0.5)
          .containsEntry("description", "alpha, the exponent of pCTR");
      then(Hits.object(explanation, "details.3").get("description"))
          .isEqualTo("first_pass_weight, the exponent of the first-pass score [" + firstPass + "]");
    }
  }

  public void testFirstPassWeight_worksByCtrToo() throws IOException {
    createAds("ads", 1, ADS);
    Hits plain = search("ads", ALL + rescore(40, "{'model': 'din'}"));
    Hits recall = search("ads", ALL + "'track_total_hits': true");

    Hits hits = search("ads", ALL + rescore(40, "{'model': 'din', 'first_pass_weight': 1}"));

    hits.byId()
        .forEach(
            (id, score) ->
                then(score).isCloseTo(plain.score(id) * recall.score(id), within(1e-6 * score)));
  }

  public void testReserve_dropsHitsThatEarnLess() throws IOException {
    String ecpm = "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': 'bid'";
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);
      Hits all = search("ads" + shards, ALL + rescore(40, ecpm + "}"));
      double reserve = (all.scores().get(9) + all.scores().get(10)) / 2;

      Hits hits =
          search("ads" + shards, ALL + rescore(40, ecpm + ", 'min_ecpm': " + reserve + "}"));

      then(all.ids()).hasSize(40);
      then(hits.ids()).isEqualTo(all.ids().subList(0, 10));
      then(hits.scores()).isEqualTo(all.scores().subList(0, 10));
      then(hits.shardFailures()).isEmpty();
    }
  }

  public void testReserveThatDropsEveryHit_isAnEmptyPageAndNoError() throws IOException {
    String dear = "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': 'bid', 'min_ecpm': 1000000}";
    String chain =
        "'rescore': [{'window_size': 40, 'ctr': "
            + dear
            + "}, {'window_size': 40, 'query': {'rescore_query': {'match_all': {}}}},"
            + " {'window_size': 40, 'ctr': {'model': 'msd'}}]";
    for (int shards : List.of(1, 4)) {
      createAds("ads" + shards, shards, ADS);
      String index = "ads" + shards;

      for (String body :
          List.of(
              ALL + rescore(40, dear),
              ALL + "'collapse': {'field': 'year'}, " + rescore(40, dear),
              ALL + "'sort': ['_score'], " + rescore(40, dear),
              ALL + "'profile': true, " + rescore(40, dear),
              ALL + chain,
              "'retriever': {'rescorer': {'retriever': {'standard': {}}, "
                  + rescore(40, dear)
                  + "}}")) {
        Hits hits = search(index, body);
        then(hits.ids()).as(body).isEmpty();
        then(hits.shardFailures()).isEmpty();
      }
      then(Hits.path(
              search(index, ALL + rescore(40, dear)).answer(), "hits.total.value", Integer.class))
          .as("the total is that of recall")
          .isEqualTo(40);
    }
  }

  public void testReserveThatEmptiesSomeShards_leavesTheHitsOfTheOthers() throws IOException {
    createAds("ads", 4, ADS);
    String ecpm = "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': 'bid'";
    Hits all = search("ads", ALL + rescore(40, ecpm + "}"));
    double reserve = (all.scores().get(0) + all.scores().get(1)) / 2;

    for (String more : List.of("", "'collapse': {'field': 'item_id'}, ")) {
      Hits hits = search("ads", ALL + more + rescore(40, ecpm + ", 'min_ecpm': " + reserve + "}"));

      then(hits.ids()).containsExactly(all.ids().getFirst());
      then(hits.shardFailures()).isEmpty();
    }
  }

  private static Ad ad(Map<String, Object> hit) {
    return ADS.get(Integer.parseInt(String.valueOf(hit.get("_id")).substring(1)) - 1);
  }

  private static double number(Map<String, Object> explanation) {
    return Hits.path(explanation, "value", Number.class).doubleValue();
  }
}
