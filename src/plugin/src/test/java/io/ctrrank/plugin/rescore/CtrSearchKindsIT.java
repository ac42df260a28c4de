package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The rescorer among Elasticsearch's other ways to search. */
public final class CtrSearchKindsIT extends CtrIntegTestCase {
  private static final double VECTOR_STEP = 5e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final String MATCH = "'query': {'match': {'title': 'red'}}, ";
  private static final String CTR = "{'model': 'msd', 'user': {'history': ['i3', 'i12']}}";

  private UserContext user(ExpectedScores expected) {
    return expected.user(List.of(BehaviorEvent.click("i3"), BehaviorEvent.click("i12")), null);
  }

  public void testChainedAfterAQueryRescorer_theWindowIsWhatThatLeft() throws IOException {
    createAds("ads", 1, ADS);
    String boost =
        "{'window_size': 40, 'query': {'rescore_query': {'term': {'category': 'hats'}},"
            + " 'rescore_query_weight': 100}}";

    Hits hits =
        search(
            "ads",
            "'query': {'match_all': {}}, 'size': 8, 'rescore': ["
                + boost
                + ", {'window_size': 8, 'ctr': "
                + CTR
                + "}]");

    Set<String> hats =
        ADS.stream()
            .filter(ad -> ad.categories().contains("hats"))
            .map(Ad::item)
            .collect(Collectors.toSet());
    then(hits.ids()).hasSize(8).allSatisfy(id -> then(hats).contains(id));
    assertScores(hits);
  }

  public void testTwoOfThemChained_theLastDecides() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        search(
            "ads",
            MATCH
                + "'size': 5, 'rescore': [{'window_size': 20, 'ctr': {'model': 'din'}},"
                + " {'window_size': 10, 'ctr': "
                + CTR
                + "}]");

    then(hits.ids()).hasSize(5);
    assertScores(hits);
  }

  public void testQueryRescorerAfterIt_addsToItsScores() throws IOException {
    createAds("ads", 1, ADS);

    Hits hits =
        search(
            "ads",
            "'query': {'match_all': {}}, 'size': 10, 'rescore': [{'window_size': 10, 'ctr': "
                + CTR
                + "}, {'window_size': 20, 'query': {'rescore_query': {'match_all': {}}}}]");

    then(hits.ids()).hasSize(10);
    then(hits.scores()).allSatisfy(score -> then(score).isBetween(1.0, 2.0));
  }

  public void testMultiSearch_everySearchHasItsOwnAnswer() throws IOException {
    createAds("ads", 2, ADS);
    String body =
        "{'index': 'ads'}\n{"
            + MATCH
            + rescore(20, CTR)
            + "}\n{'index': 'ads'}\n{"
            + MATCH
            + rescore(20, "{'model': 'nope'}")
            + "}\n{'index': 'ads'}\n{"
            + MATCH
            + rescore(20, "{'model': 'din'}")
            + "}\n";

    Map<String, Object> answer = call("POST", "/_msearch", body);

    List<Map<String, Object>> responses = Hits.objects(answer, "responses");
    then(responses).hasSize(3);
    assertScores(Hits.of(responses.get(0)));
    then(Hits.path(answer, "responses.1.status", Integer.class)).isEqualTo(404);
    then(Hits.of(responses.get(2)).ids()).hasSize(10);
  }

  public void testRescorerRetriever_scoresAsARescore() throws IOException {
    createAds("ads", 2, ADS);
    String rescore = rescore(20, CTR);

    Hits direct = search("ads", "'query': {'match': {'title': 'red'}}, 'size': 10, " + rescore);
    Hits retrieved =
        search(
            "ads",
            "'size': 10, 'retriever': {'rescorer': {"
                + rescore
                + ", 'retriever': {'standard': {'query': {'match': {'title': 'red'}}}}}}");

    assertScores(retrieved);
    then(retrieved.ids()).isEqualTo(direct.ids());
  }

  public void testCollapse_keepsTheBestOfEachGroup() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        search(
            "ads",
            "'query': {'match': {'title': 'red blue'}}, 'collapse': {'field': 'year'}, "
                + rescore(40, CTR));

    then(hits.shardFailures()).isEmpty();
    then(hits.ids()).isNotEmpty();
    assertScores(hits);
  }

  public void testPointInTime_pagesFitTogether() throws IOException {
    createAds("ads", 2, ADS);
    String id = Hits.path(call("POST", "/ads/_pit?keep_alive=1m", ""), "id", String.class);
    String pit = "'pit': {'id': '" + id + "', 'keep_alive': '1m'}, 'query': {'match_all': {}}, ";

    Hits all =
        Hits.of(call("POST", "/_search", "{" + pit + "'size': 40, " + rescore(40, CTR) + "}"));
    Hits page =
        Hits.of(
            call(
                "POST",
                "/_search",
                "{" + pit + "'from': 10, 'size': 10, " + rescore(40, CTR) + "}"));
    call("DELETE", "/_pit", "{'id': '" + id + "'}");

    assertScores(all);
    then(page.ids()).isEqualTo(all.ids().subList(10, 20));
  }

  public void testAggregationsAndProfile_runBesideIt() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        search(
            "ads",
            MATCH
                + "'profile': true, 'aggs': {'kinds': {'terms': {'field': 'category'}}}, "
                + rescore(20, CTR));

    assertScores(hits);
    then(Hits.objects(hits.answer(), "aggregations.kinds.buckets")).isNotEmpty();
  }

  public void testDfsQueryThenFetch_scoresAlike() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        Hits.of(
            call(
                "POST",
                "/ads/_search?search_type=dfs_query_then_fetch",
                "{" + MATCH + rescore(20, CTR) + "}"));

    then(hits.ids()).hasSize(10);
    assertScores(hits);
  }

  public void testRequestCache_neverHoldsRescoredHits() throws IOException {
    createAds("ads", 1, ADS);
    for (String size : List.of("'size': 5, ", "'size': 0, ")) {
      for (int i = 0; i < 3; i++) {
        call(
            "POST", "/ads/_search?request_cache=true", "{" + MATCH + size + rescore(20, CTR) + "}");
      }
    }

    Map<String, Object> stats = call("GET", "/ads/_stats/request_cache", "");

    then(Hits.object(stats, "_all.total.request_cache"))
        .containsEntry("memory_size_in_bytes", 0)
        .containsEntry("hit_count", 0)
        .containsEntry("miss_count", 0);
  }

  public void testUpdatedText_changesTheScore() throws IOException {
    createAds("ads", 1, ADS);
    Ad old = ADS.get(3);
    then(search("ads", "'size': 40, 'query': {'match_all': {}}, " + rescore(40, CTR)).ids())
        .hasSize(40);

    // A partial update, which no ingest pipeline would see.
    call("POST", "/ads/_update/i4?refresh=true", "{'doc': {'title': 'blue books'}}");
    Hits hits = search("ads", "'query': {'term': {'item_id': 'i4'}}, " + rescore(40, CTR));

    ExpectedScores expected = expected(MSD, ADS);
    double before = expected.pCtr(old, user(expected));
    double after = expected.pCtr(old.withTitle("blue books"), user(expected));
    then(Math.abs(before - after)).isGreaterThan(0.01);
    then(hits.byId().get("i4")).isCloseTo(after, within(VECTOR_STEP));
  }

  private void assertScores(Hits hits) {
    then(hits.shardFailures()).isEmpty();
    ExpectedScores expected = expected(MSD, ADS);
    hits.byId()
        .forEach(
            (id, score) ->
                then(score)
                    .as(id)
                    .isCloseTo(
                        expected.pCtr(
                            ADS.get(Integer.parseInt(id.substring(1)) - 1), user(expected)),
                        within(VECTOR_STEP)));
  }
}
