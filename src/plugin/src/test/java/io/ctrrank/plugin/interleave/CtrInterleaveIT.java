package io.ctrrank.plugin.interleave;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.within;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.elasticsearch.client.Response;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.xcontent.XContentFactory;

/** Pages drafted from two models, on indices of one, two and four shards. */
public final class CtrInterleaveIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String USER = "'user': {'id': 'u1', 'history': ['i3', 'i12']}";
  private static final String ALL = "'retriever': {'standard': {'query': {'match_all': {}}}}";

  private static String interleave(String recall, String ctr) {
    return "'retriever': {'ctr_interleave': {'name': 'duel', 'models': ['din', 'msd'], "
        + recall
        + ", "
        + rescore(20, ctr)
        + "}}";
  }

  private static List<String> ranking(String index, String model) throws IOException {
    return search(
            index,
            "'size': 20, 'query': {'match_all': {}}, "
                + rescore(20, "{'model': '" + model + "', " + USER + "}"))
        .ids();
  }

  private static List<String> teams(Hits hits) {
    return hits.hits().stream()
        .map(hit -> String.valueOf(Hits.path(hit, "fields._ctr_team.0.team", String.class)))
        .toList();
  }

  /** Replays the draft: each pick is the best that its team has left, teams take turns. */
  private static void thenDrafted(List<String> ids, List<String> teams, String index)
      throws IOException {
    List<String> ofDin = ranking(index, "din");
    List<String> ofMsd = ranking(index, "msd");
    then(ofDin).isNotEqualTo(ofMsd);
    Set<String> there = new HashSet<>();
    int ahead = 0;
    for (int place = 0; place < ids.size(); place++) {
      List<String> ranking = teams.get(place).equals("din") ? ofDin : ofMsd;
      then(ids.get(place))
          .as("place " + place)
          .isEqualTo(ranking.stream().filter(id -> !there.contains(id)).findFirst().get());
      there.add(ids.get(place));
      ahead += teams.get(place).equals("din") ? 1 : -1;
      then(Math.abs(ahead)).isLessThanOrEqualTo(1);
    }
  }

  public void testDraft_isOfTheWholeRankings_onAnyNumberOfShards() throws IOException {
    List<List<String>> pages = new ArrayList<>();
    for (int shards : List.of(1, 2, 4)) {
      String index = "ads-" + shards;
      createAds(index, shards, ADS);

      Hits hits = search(index, "'size': 20, " + interleave(ALL, "{" + USER + "}"));

      then(hits.shardFailures()).isEmpty();
      then(hits.ids()).hasSize(20).doesNotHaveDuplicates();
      thenDrafted(hits.ids(), teams(hits), index);
      for (int place = 0; place < 20; place++) {
        then(hits.scores().get(place)).isCloseTo(1.0 / (place + 1), within(1e-6));
      }
      List<String> page = new ArrayList<>(hits.ids());
      page.addAll(teams(hits));
      pages.add(page);
    }
    then(pages.get(1)).isEqualTo(pages.get(0));
    then(pages.get(2)).isEqualTo(pages.get(0));
  }

  public void testPagesOfOneUser_fitTogether_othersAndNobodysAreOthers() throws IOException {
    createAds("ads", 2, ADS);
    String body = interleave(ALL, "{" + USER + "}");
    Hits whole = search("ads", "'size': 20, " + body);

    List<String> ids = new ArrayList<>();
    List<String> teams = new ArrayList<>();
    for (int from = 0; from < 20; from += 5) {
      Hits page = search("ads", "'from': " + from + ", 'size': 5, " + body);
      ids.addAll(page.ids());
      teams.addAll(teams(page));
    }

    then(ids).isEqualTo(whole.ids());
    then(teams).isEqualTo(teams(whole));
    Set<List<String>> byUser = new HashSet<>();
    Set<List<String>> ofNobody = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      String other = body.replace("'u1'", "'u" + (i + 2) + "'");
      byUser.add(teams(search("ads", "'size': 20, " + other)));
      ofNobody.add(teams(search("ads", "'size': 20, " + body.replace("'id': 'u1', ", ""))));
    }
    then(byUser).hasSizeGreaterThan(3);
    then(ofNobody).hasSizeGreaterThan(3);
    String session =
        body.replace("'id': 'u1', ", "")
            .replace("{'user'", "{'experiment': {'unit': 's1'}, 'user'");
    then(teams(search("ads", "'size': 20, " + session)))
        .isEqualTo(teams(search("ads", "'size': 20, " + session)));
  }

  public void testLog_hasBothModels_andHeadersTellThem() throws IOException {
    createAds("ads", 2, ADS);

    Response response =
        respond(
            "POST",
            "/ads/_search",
            "{'size': 5, 'ext': {'ctr_log': {}}, " + interleave(ALL, "{" + USER + "}") + "}");

    then(new TreeSet<>(List.of(response.getHeader("X-Ctr-Model").split(","))))
        .containsExactly("din", "msd");
    for (Map<String, Object> hit : Hits.of(json(response)).hits()) {
      then(Hits.objects(hit, "fields._ctr_log"))
          .extracting(entry -> entry.get("model"))
          .containsExactlyInAnyOrder("din", "msd");
      String team = Hits.path(hit, "fields._ctr_team.0.team", String.class);
      then(Hits.path(hit, "fields._ctr_team.0.model", String.class)).isEqualTo(team);
    }
  }

  public void testAliasesAndRecallOrder_areTeamsToo() throws IOException {
    createAds("ads", 1, ADS);
    call("PUT", "/_ctr/alias/live", "{'model': 'msd'}");
    String body = interleave(ALL, "{" + USER + "}").replace("['din', 'msd']", "['_none', 'live']");

    Hits hits = search("ads", "'size': 20, " + body);

    then(new TreeSet<>(teams(hits))).containsExactly("_none", "live");
    for (Map<String, Object> hit : hits.hits()) {
      String team = Hits.path(hit, "fields._ctr_team.0.team", String.class);
      then(Hits.path(hit, "fields._ctr_team.0.model", String.class))
          .isEqualTo(team.equals("live") ? "msd" : "_none");
    }
    call("DELETE", "/_ctr/alias/live", "");
  }

  public void testRecallByAnotherRetriever_filtersAggregationsAndExplain_workBesideIt()
      throws IOException {
    createAds("ads", 2, ADS);
    String filtered =
        interleave(ALL + ", 'filter': {'term': {'category': 'hats'}}", "{" + USER + "}");

    Hits hits =
        search(
            "ads",
            "'size': 20, 'explain': true, 'aggs': {'kinds': {'terms': {'field': 'category'}}}, "
                + filtered);

    long hats = ADS.stream().filter(ad -> ad.categories().contains("hats")).count();
    then(hits.ids()).hasSize((int) hats);
    then(Hits.path(hits.answer(), "hits.total.value", Integer.class)).isEqualTo((int) hats);
    then(Hits.objects(hits.answer(), "aggregations.kinds.buckets").getFirst())
        .containsEntry("key", "hats");
    then(Hits.path(hits.hits().getFirst(), "_explanation", Map.class).toString())
        .contains("1 / rank, where rank is [1] of the draft, picked by team [");

    String nested =
        "'retriever': {'rescorer': {'rescore': {'window_size': 20, 'query': {'rescore_query':"
            + " {'term': {'category': 'hats'}}, 'rescore_query_weight': 100}}, "
            + ALL
            + "}}";
    Hits overAnother = search("ads", "'size': 20, " + interleave(nested, "{" + USER + "}"));
    then(overAnother.ids()).hasSize(20);
    thenDrafted(overAnother.ids(), teams(overAnother), "ads");
  }

  public void testKillSwitch_leavesTheOrderOfRecall() throws IOException {
    createAds("ads", 1, ADS);
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': false}}");
    try {
      Hits hits = search("ads", "'size': 20, " + interleave(ALL, "{" + USER + "}"));
      then(hits.ids()).isEqualTo(search("ads", "'size': 20, 'query': {'match_all': {}}").ids());
      then(hits.hits()).noneMatch(hit -> hit.containsKey("fields"));
    } finally {
      call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': null}}");
    }
  }

  public void testNearestNeighbours_totalsExplainedAndNot() throws IOException {
    createAdIndex(
        "ads",
        2,
        Settings.EMPTY,
        """
        {"properties": {
          "item_id": {"type": "keyword"}, "title": {"type": "text"}, "category": {"type": "keyword"},
          "year": {"type": "integer"}, "bid": {"type": "double"},
          "place": {"type": "dense_vector", "dims": 2, "similarity": "l2_norm"}}}
        """);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ADS.size(); i++) {
      Map<String, Object> source = new HashMap<>(ADS.get(i).source());
      source.put("place", List.of(i, 1));
      lines.append("{\"index\": {\"_id\": \"" + ADS.get(i).item() + "\"}}\n");
      lines.append(Strings.toString(XContentFactory.jsonBuilder().map(source))).append('\n');
    }
    call("POST", "/ads/_bulk?refresh=true", lines.toString());
    String nearest =
        interleave(
            "'retriever': {'knn': {'field': 'place', 'query_vector': [3, 1], 'k': 8,"
                + " 'num_candidates': 20}}",
            "{" + USER + "}");

    Hits hits = search("ads", "'size': 20, " + nearest);
    Hits explained = search("ads", "'size': 20, 'explain': true, " + nearest);

    then(hits.ids()).hasSize(8).contains("i4");
    then(Hits.path(hits.answer(), "hits.total.value", Integer.class)).isEqualTo(8);
    then(explained.ids()).isEqualTo(hits.ids());
    then(teams(hits)).contains("din", "msd");
  }

  public void testMinScoreOfTheRecall_countsForTotals_andSizesAreThoseAsked() throws IOException {
    createAds("ads", 2, ADS);
    String hats =
        "'retriever': {'standard': {'min_score': 1, 'query': {'bool': {'should': [{'constant_score':"
            + " {'boost': 2, 'filter': {'term': {'category': 'hats'}}}}, {'constant_score': {'boost':"
            + " 0.5, 'filter': {'match_all': {}}}}]}}}}";
    int expected = (int) ADS.stream().filter(ad -> ad.categories().contains("hats")).count();

    Hits all = search("ads", interleave(hats, "{" + USER + "}"));

    then(all.ids()).hasSize(expected);
    then(Hits.path(all.answer(), "hits.total.value", Integer.class)).isEqualTo(expected);
    then(search("ads", interleave(ALL, "{" + USER + "}")).ids()).hasSize(20);
    then(search("ads", "'size': 0, " + interleave(ALL, "{" + USER + "}")).ids()).isEmpty();
    then(search("ads", "'from': 18, " + interleave(ALL, "{" + USER + "}")).ids()).hasSize(2);
    Hits nothing =
        search(
            "ads",
            interleave(
                "'retriever': {'standard': {'query': {'term': {'category': 'none'}}}}",
                "{" + USER + "}"));
    then(nothing.ids()).isEmpty();
  }

  public void testPagesOfOneSearch_fitTogetherByItsName_forNobodyToo() throws IOException {
    createAds("ads", 1, ADS);
    String named = interleave(ALL, "{'query_id': 'q1', 'user': {'history': ['i3']}}");

    List<String> teams = teams(search("ads", "'size': 20, " + named));

    then(teams(search("ads", "'size': 20, " + named))).isEqualTo(teams);
    Set<List<String>> others = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      others.add(teams(search("ads", "'size': 20, " + named.replace("'q1'", "'p" + i + "'"))));
    }
    then(others).hasSizeGreaterThan(2);
  }

  public void testPointInTimeOfTheUser_drafts() throws IOException {
    createAds("ads", 2, ADS);
    String id = Hits.path(call("POST", "/ads/_pit?keep_alive=1m", ""), "id", String.class);
    String body =
        "{'size': 20, 'pit': {'id': '"
            + id
            + "', 'keep_alive': '1m'}, "
            + interleave(ALL, "{" + USER + "}")
            + "}";

    Hits hits = Hits.of(call("POST", "/_search", body));

    call("DELETE", "/_pit", "{'id': '" + id + "'}");
    then(hits.ids()).hasSize(20);
    thenDrafted(hits.ids(), teams(hits), "ads");
  }

  /** A search without interleaving takes what the other index has, and tells of the failure. */
  public void testOneShardFails_nothingIsDrafted() throws IOException {
    createAds("ads", 1, ADS);
    createAdIndex(
        "others",
        1,
        Settings.EMPTY,
        "{\"properties\": {\"item_id\": {\"type\": \"keyword\"}, \"title\": {\"type\": \"text\"}}}");
    call("PUT", "/others/_doc/1?refresh=true", "{'item_id': 'i1', 'title': 'red hats'}");
    Hits plain =
        search(
            "ads,others",
            "'size': 20, 'query': {'match_all': {}}, "
                + rescore(20, "{'model': 'din', " + USER + "}"));
    then(plain.ids()).hasSize(20);
    then(plain.shardFailures()).hasSize(1);

    Failure failure = failSearch("ads,others", "'size': 20, " + interleave(ALL, "{" + USER + "}"));

    then(failure.status()).isEqualTo(503);
    then(failure.body())
        .contains("failed on some shards, and pages are interleaved from whole rankings only");
  }

  public void testMultiSearch_draftsEach() throws IOException {
    createAds("ads", 2, ADS);
    String body = "{'size': 20, " + interleave(ALL, "{" + USER + "}") + "}\n";

    Map<String, Object> answer =
        call("POST", "/_msearch", "{'index': 'ads'}\n" + body + "{'index': 'ads'}\n" + body);

    List<Map<String, Object>> responses = Hits.objects(answer, "responses");
    then(Hits.of(responses.get(0)).ids()).hasSize(20).isEqualTo(Hits.of(responses.get(1)).ids());
    thenDrafted(Hits.of(responses.get(0)).ids(), teams(Hits.of(responses.get(0))), "ads");
  }

  public void testWrongInputs_areRefused() throws IOException {
    createAds("ads", 1, ADS);
    String right = interleave(ALL, "{" + USER + "}");
    thenRefused(
        400,
        "[ctr_interleave.models] is [din]; expected two names of models",
        right.replace("['din', 'msd']", "['din']"));
    thenRefused(
        400,
        "[ctr_interleave.models] is [din, din]; expected two",
        right.replace("['din', 'msd']", "['din', 'din']"));
    thenRefused(
        400,
        "[ctr_interleave.rescore.ctr.model] is [din]; leave it out",
        right.replace("{" + USER, "{'model': 'din', " + USER));
    thenRefused(
        400,
        "[ctr_interleave.rescore.ctr.experiment] may have a [unit] only",
        right.replace("{" + USER, "{'experiment': '_none', " + USER));
    thenRefused(
        400,
        "[ctr_interleave.rescore.ctr.shadow] is [true]",
        right.replace("{" + USER, "{'shadow': true, " + USER));
    thenRefused(
        400,
        "has rescorer [query]; expected [ctr]",
        right.replace("'ctr': {" + USER + "}", "'query': {'rescore_query': {'match_all': {}}}"));
    thenRefused(
        400, "unknown field [min_score]", right.replace("'name'", "'min_score': 1, 'name'"));
    thenRefused(400, "[ctr_interleave.name]", right.replace("'duel'", "'a duel'"));
    thenRefused(400, "Required [models]", right.replace("'models': ['din', 'msd'], ", ""));
    thenRefused(
        400,
        "[from + size] is [25] but [window_size] of retriever [ctr_interleave] is [20]",
        "'from': 15, 'size': 10, " + right);
    thenRefused(404, "[nope]", right.replace("'msd'", "'nope'"));
    thenRefused(
        400,
        "[ctr_interleave] stands under another",
        "'retriever': {'rescorer': {" + rescore(20, "{'model': 'din'}") + ", " + right + "}}");
  }

  private static void thenRefused(int status, String message, String body) throws IOException {
    Failure failure = failSearch("ads", body);
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }
}
