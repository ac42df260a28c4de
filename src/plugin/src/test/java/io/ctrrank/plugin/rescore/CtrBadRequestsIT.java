package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.elasticsearch.common.settings.Settings;

/** What a caller sees who asks for what cannot be. */
public final class CtrBadRequestsIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 10);
  private static final String ALL = "'query': {'match_all': {}}, ";

  private void thenRefused(int status, String body, String message) throws IOException {
    thenRefused(status, "ads", body, message);
  }

  private void thenRefused(int status, String index, String body, String message)
      throws IOException {
    Failure failure = failSearch(index, body);
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }

  public void testMalformedRequests_areRefusedWithStatusAndReason() throws IOException {
    createAds("ads", 2, ADS);

    thenRefused(
        400,
        ALL + rescore(10, "{}"),
        "[ctr] has no [model], and none is bound to [ads]; name the model");
    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'boost': 2}"),
        "[ctr] has unknown member [boost]; expected one of");
    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'user': {'history': [{'item': true}]}}"),
        "[ctr.user.history[0].item] is [true]; expected a string or a whole number");
    thenRefused(
        400,
        ALL + "'rescore': {'ctr': {'model': 'msd'}}",
        "window_size is required for rescorer of type [ctr]");
    thenRefused(
        400, ALL + rescore(0, "{'model': 'msd'}"), "[window_size] of rescorer [ctr] is [0]");
    thenRefused(
        400, ALL + rescore(10_001, "{'model': 'msd'}"), "Rescore window [10001] is too large");
  }

  public void testMembersOfScoresAndServing_areRefusedWithWhatIsExpected() throws IOException {
    createAds("ads", 2, ADS);
    Map<String, List<String>> wrong =
        Map.of(
            "alpha", List.of("0", "-1", "'1'"),
            "min_ecpm", List.of("-0.1", "'1'", "null"),
            "first_pass_weight", List.of("-1", "10.1", "{}"),
            "timeout", List.of("20", "'2h'", "'soon'"),
            "on_failure", List.of("'ignore'", "1", "null"),
            "shadow", List.of("'yes'", "0", "[]"));
    for (Map.Entry<String, List<String>> member : wrong.entrySet()) {
      for (String value : member.getValue()) {
        String ctr =
            "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': 'bid', '"
                + member.getKey()
                + "': "
                + value
                + "}";
        Failure failure = failSearch("ads", ALL + rescore(10, ctr));
        then(failure.status()).as(ctr).isEqualTo(400);
        then(failure.body()).as(ctr).contains(member.getKey() + "] is ").contains("; expected ");
      }
    }
    for (String member : List.of("alpha", "min_ecpm")) {
      thenRefused(
          400,
          ALL + rescore(10, "{'model': 'din', '" + member + "': 1}"),
          "[" + member + "] is [1.0] but [rank_by] is [ctr], which does not read it");
    }
  }

  public void testQueryIdThatNoHeaderCanTell_isRefusedAndAnswered() throws IOException {
    createAds("ads", 2, ADS);

    for (String id : List.of("a\\nb", "a,b", "x".repeat(40_000))) {
      thenRefused(
          400,
          ALL + rescore(10, "{'model': 'msd', 'query_id': '" + id + "'}"),
          "expected 1 to [512] printable ASCII characters without commas");
    }
  }

  public void testUserOfIdAlone_isRefused() throws IOException {
    createAds("ads", 2, ADS);

    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'user': {'id': 'u1'}}"),
        "[ctr.user] has only the id [u1], by which nothing is looked up; expected [history] or"
            + " [profile] beside it, or setting [ctr.redis.host]");
  }

  public void testRetrieverWithMalformedRescorer_isRefused() throws IOException {
    createAds("ads", 2, ADS);

    thenRefused(
        400,
        "'retriever': {'rescorer': {'retriever': {'standard': {}}, " + rescore(10, "{}") + "}}",
        "[ctr] has no [model]");
  }

  public void testWhatTheModelDoesNotRead_isRefused() throws IOException {
    createAds("ads", 2, ADS);

    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'din', 'user': {'profile': 'likes hats'}}"),
        "model [din] does not read [user.profile]; leave it out");
    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'query_text': '" + "x".repeat(4_097) + "'}"),
        "[ctr.query_text] has [4097] characters; expected at most [4096]");
    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'user': {'history': [{'item': 'i1', 'type': 'buy'}]}}"),
        "history event type [buy] is not known to the model; expected one of [click, skip]");
    // Also of an event too old to be read: nobody should believe that it counts.
    String old = "'i1', ".repeat(60) + "{'item': 'i1', 'type': 'buy'}";
    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'user': {'history': [" + old + "]}}"),
        "history event type [buy]");
  }

  public void testUnknownModel_isNotFound() throws IOException {
    createAds("ads", 2, ADS);

    thenRefused(
        404,
        ALL + rescore(10, "{'model': 'msd2'}"),
        "model [msd2] is not known; expected one of [din, msd]");
  }

  public void testPageBeyondTheWindow_isRefused() throws IOException {
    createAds("ads", 2, ADS);

    thenRefused(
        400,
        "'from': 6, 'size': 5, " + ALL + rescore(10, "{'model': 'msd'}"),
        "[from + size] is [11] but [window_size] of rescorer [ctr] is [10]");
    thenRefused(400, ALL + rescore(9, "{'model': 'msd'}"), "[from + size] is [10]");
  }

  public void testScrollSortAndSearchAfter_areRefused() throws IOException {
    createAds("ads", 2, ADS);
    String rescore = rescore(10, "{'model': 'msd'}");

    Failure scroll = fail("POST", "/ads/_search?scroll=1m", "{" + ALL + rescore + "}");
    then(scroll.status()).isEqualTo(400);
    then(scroll.body()).contains("using [rescore] is not allowed in a scroll context");
    thenRefused(
        400,
        "'sort': [{'year': 'asc'}], " + ALL + rescore,
        "rescorer [ctr] orders hits by its own score; expected no [sort], or [_score]");
    thenRefused(
        400,
        "'sort': [{'_score': 'asc'}], " + ALL + rescore,
        "rescorer [ctr] orders hits by its own score");
    thenRefused(
        400,
        "'sort': ['_score'], 'search_after': [0.5], " + ALL + rescore,
        "[search_after] compares scores of the first pass");
    then(search("ads", "'sort': ['_score'], " + ALL + rescore).ids()).hasSize(10);
  }

  public void testOtherClusters_areRefused() throws IOException {
    createAds("ads", 2, ADS);

    Failure failure = failSearch("ads,elsewhere:ads", ALL + rescore(10, "{'model': 'msd'}"));

    // The test framework knows no other clusters, so Elasticsearch itself refuses first.
    then(failure.status()).isIn(400, 404);
  }

  public void testUnmappedFields_areRefusedNamingFieldAndIndex() throws IOException {
    createAdIndex(
        "ads", 2, Settings.EMPTY, "{'properties': {'title': {'type': 'text'}}}".replace('\'', '"'));
    for (int i = 0; i < 20; i++) {
      prepareIndex("ads").setSource("title", "red hats").get();
    }
    refresh("ads");

    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd', 'user': {'history': ['i1']}}"),
        "model [msd] reads field [item_id] but index [ads] does not map it; expected a keyword or"
            + " an integer number with doc values, add it to the mapping");
  }

  public void testFieldsOfOtherTypes_areRefusedNamingTheType() throws IOException {
    thenMappingRefused(
        "'item_id': {'type': 'text', 'fielddata': true}",
        "field [item_id] but index [ads] maps it as [text]");
    thenMappingRefused(
        "'item_id': {'type': 'double'}", "field [item_id] but index [ads] maps it as [double]");
    thenMappingRefused(
        "'item_id': {'type': 'keyword', 'doc_values': false}",
        "field [item_id] but index [ads] maps it as [keyword] without doc values");
    thenMappingRefused(
        "'item_id': {'type': 'keyword'}, 'category': {'type': 'text'}",
        "field [category] but index [ads] maps it as [text]");
    thenMappingRefused(
        "'item_id': {'type': 'keyword'}, 'category': {'type': 'keyword'},"
            + " 'year': {'type': 'keyword'}",
        "field [year] but index [ads] maps it as [keyword]; expected a number with doc values");
    thenMappingRefused(
        "'item_id': {'type': 'keyword'}, 'category': {'type': 'keyword'},"
            + " 'year': {'type': 'date'}",
        "field [year] but index [ads] maps it as [date]");
  }

  private void thenMappingRefused(String properties, String message) throws IOException {
    createAdIndex(
        "ads", 1, Settings.EMPTY, ("{'properties': {" + properties + "}}").replace('\'', '"'));
    indexAds("ads", List.of(new Ad("1", "red hats", List.of("hats"), 1999, 1.0)));
    thenRefused(400, ALL + rescore(10, "{'model': 'din', 'user': {'history': ['1']}}"), message);
    thenRefused(400, ALL + rescore(10, "{'model': 'msd', 'user': {'history': ['1']}}"), message);
    call("DELETE", "/ads", "");
  }

  public void testBidField_mustBeANumber() throws IOException {
    createAds("ads", 1, ADS);
    String ecpm = "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': ";

    thenRefused(
        400,
        ALL + rescore(10, ecpm + "'offer'}"),
        "[bid_field] reads field [offer] but index [ads] does not map it; expected a number");
    thenRefused(
        400,
        ALL + rescore(10, ecpm + "'category'}"),
        "[bid_field] reads field [category] but index [ads] maps it as [keyword]");
  }

  public void testSourceDisabled_isRefusedForModelsThatReadTexts() throws IOException {
    createAdIndex(
        "ads",
        1,
        Settings.EMPTY,
        """
        {"_source": {"enabled": false}, "properties": {
          "item_id": {"type": "keyword"}, "category": {"type": "keyword"},
          "year": {"type": "integer"}}}
        """);
    indexAds("ads", ADS);

    thenRefused(
        400,
        ALL + rescore(10, "{'model': 'msd'}"),
        "model [msd] reads [title, category] from [_source] but index [ads] has it disabled");
    then(search("ads", ALL + rescore(10, "{'model': 'din'}")).ids()).hasSize(10);
  }

  public void testUsersWithoutRedis_areServiceUnavailable() throws Exception {
    for (Failure failure :
        List.of(
            fail("POST", "/_ctr/user/u1/_events", "{'events': [{'item': '1', 'ts': 1}]}"),
            fail("PUT", "/_ctr/user/u1", "{'profile': 'likes hats'}"),
            fail("GET", "/_ctr/user/u1", ""),
            fail("DELETE", "/_ctr/user/u1", ""))) {
      then(failure.status()).isEqualTo(503);
      then(failure.body()).contains("user [u1] has no store to be in").contains("[ctr.redis.host]");
    }
  }

  public void testPatternThatMatchesNothing_isNoErrorWithoutAModelEither() throws IOException {
    createAds("ads", 1, ADS);
    for (String index : List.of("nothing-*", "ads,-ad*")) {
      for (String ctr : List.of("{}", "{'model': 'din'}")) {
        Hits hits = search(index, ALL + rescore(10, ctr));

        then(hits.ids()).isEmpty();
        then(hits.shardFailures()).isEmpty();
      }
    }
  }

  public void testIndexWithoutHits_mayLackTheFields() throws IOException {
    createAds("ads-1", 1, ADS);
    createAdIndex("ads-2", 1, Settings.EMPTY, "{}");

    Hits hits = search("ads-*", ALL + rescore(10, "{'model': 'msd'}"));

    then(hits.ids()).hasSize(10);
    then(hits.shardFailures()).isEmpty();
  }
}
