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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.common.settings.Settings;

/** Documents with others inside, on shards of their own choice, and changed while they are read. */
public final class CtrDocumentsIT extends CtrIntegTestCase {
  private static final double VECTOR_STEP = 5e-4;
  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final String CTR = "{'model': 'msd', 'user': {'history': ['i3', 'i12']}}";
  private static final String MAPPING =
      """
      {"properties": {
        "item_id": {"type": "keyword"}, "title": {"type": "text"},
        "category": {"type": "keyword"}, "year": {"type": "integer"}, "bid": {"type": "double"},
        "offers": {"type": "nested", "properties": {
          "shop": {"type": "keyword"}, "title": {"type": "text"},
          "item_id": {"type": "keyword"}, "year": {"type": "integer"}}}}}
      """;

  public void testNestedDocuments_neitherTakeNorGiveScores() throws IOException {
    createNested("ads", Settings.EMPTY);
    createNested(
        "fingerprinted",
        Settings.builder().putList("index.ctr.text_fields", "title", "category").build());
    for (String index : List.of("ads", "fingerprinted")) {
      Hits all = search(index, "'size': 40, 'query': {'match_all': {}}, " + rescore(40, CTR));
      then(all.ids()).hasSize(40);
      thenScores(all, ADS);

      Hits found =
          search(
              index,
              "'size': 40, 'explain': true, 'query': {'nested': {'path': 'offers', 'query':"
                  + " {'term': {'offers.shop': 'second'}}, 'inner_hits': {'explain': true}}}, "
                  + rescore(40, CTR));
      then(found.ids()).hasSize(20);
      thenScores(found, ADS);
      for (Map<String, Object> hit : found.hits()) {
        List<Map<String, Object>> inner = Hits.objects(hit, "inner_hits.offers.hits.hits");
        then(inner).hasSize(1);
        double score = Hits.score(inner.getFirst());
        then(score).as("that of its own query").isGreaterThan(0);
        Map<String, Object> explanation = Hits.object(inner.getFirst(), "_explanation");
        then(Hits.path(explanation, "value", Number.class).doubleValue()).isEqualTo(score);
        then(String.valueOf(explanation)).doesNotContain("rescorer [ctr]");
      }
    }
  }

  public void testRuntimeFieldInPlaceOfTheItemIds_isForThatSearchAlone() throws IOException {
    createAdIndex(
        "ads",
        1,
        Settings.EMPTY,
        // That of the item ids is the first.
        MAPPING.replaceFirst("\"keyword\"", "\"keyword\", \"normalizer\": \"lowercase\""));
    // Half of them have another id in their source than in their doc values.
    for (Ad ad : ADS) {
      Map<String, Object> source = new HashMap<>(ad.source());
      source.computeIfPresent(
          "item_id",
          (field, id) -> ADS.indexOf(ad) % 2 == 0 ? id : id.toString().toUpperCase(Locale.ROOT));
      prepareIndex("ads").setId(ad.id()).setSource(source).get();
    }
    refresh("ads");
    String all =
        "'ext': {'ctr_log': {}}, 'size': 40, 'query': {'match_all': {}}, "
            + rescore(40, "{'model': 'msd'}");
    String runtime = "'runtime_mappings': {'item_id': {'type': 'keyword'}}, ";

    for (int i = 0; i < 2; i++) {
      Hits shadowed = search("ads", runtime + all);
      then(logged(shadowed, "item")).contains("i1", "I2").doesNotContain("i2");
      then(logged(shadowed, "vector")).as("nothing is kept").containsOnly("encoded");
    }
    Hits plain = search("ads", all);

    thenAnonymousScores(plain, ADS, List.of());
    then(logged(plain, "item")).containsExactlyInAnyOrderElementsOf(plain.ids());
    then(logged(plain, "vector")).containsOnly("encoded");
    then(logged(search("ads", all), "vector")).containsOnly("cached");
    then(logged(search("ads", runtime + all), "item")).contains("i1", "I2");
  }

  private static List<String> logged(Hits hits, String member) {
    return hits.hits().stream()
        .map(hit -> Hits.path(hit, "fields._ctr_log.0." + member, String.class))
        .toList();
  }

  public void testRouting_searchesTheShardsOfItsKeys() throws IOException {
    createAdIndex("ads", 4, Settings.EMPTY);
    for (Ad ad : ADS) {
      prepareIndex("ads").setId(ad.id()).setRouting(shop(ad)).setSource(ad.source()).get();
    }
    refresh("ads");

    Hits all = search("ads", "'size': 40, 'query': {'match_all': {}}, " + rescore(40, CTR));
    thenScores(all, ADS);
    for (String shop : List.of("shop-0", "shop-1")) {
      Hits routed =
          Hits.of(
              call(
                  "POST",
                  "/ads/_search?routing=" + shop,
                  "{'size': 40, 'query': {'match_all': {}}, " + rescore(40, CTR) + "}"));
      Set<String> own =
          ADS.stream()
              .filter(ad -> shop(ad).equals(shop))
              .map(Ad::item)
              .collect(Collectors.toSet());
      then(routed.ids()).containsAll(own);
      // Shops may share a shard. Histories are looked up wherever the search does not go, too.
      routed.byId().forEach((id, score) -> then(score).isEqualTo(all.score(id)));
    }
  }

  public void testPointInTime_scoresTheTextsOfItsTime() throws IOException {
    createAdIndex(
        "ads", 2, Settings.builder().putList("index.ctr.text_fields", "title", "category").build());
    indexAds("ads", ADS);
    String id = Hits.path(call("POST", "/ads/_pit?keep_alive=1m", ""), "id", String.class);
    String old =
        "{'pit': {'id': '"
            + id
            + "', 'keep_alive': '1m'}, 'size': 40, 'query': {'match_all': {}}, "
            + rescore(40, "{'model': 'msd'}")
            + "}";
    Map<String, Double> before = Hits.of(call("POST", "/_search", old)).byId();
    List<Ad> changed =
        ADS.stream().map(ad -> ad.withTitle(ad.title() + " blue books likes")).toList();

    for (int round = 0; round < 3; round++) {
      indexAds("ads", changed.subList(0, 10 * (round + 1)));
      Hits now =
          search(
              "ads", "'size': 40, 'query': {'match_all': {}}, " + rescore(40, "{'model': 'msd'}"));
      thenAnonymousScores(
          now, changed.subList(0, 10 * (round + 1)), ADS.subList(10 * (round + 1), 40));
      then(Hits.of(call("POST", "/_search", old)).byId()).isEqualTo(before);
    }
    client().prepareDelete("ads", "i1").get();
    refresh("ads");
    then(Hits.of(call("POST", "/_search", old)).byId()).isEqualTo(before);
    call("DELETE", "/_pit", "{'id': '" + id + "'}");
  }

  /** Its version starts anew when the deletion is forgotten. */
  public void testAdThatIsDeletedAndComesAgain_scoresAsItsNewText() throws Exception {
    createAdIndex("ads", 1, Settings.builder().put("index.gc_deletes", "0ms").build());
    indexAds("ads", ADS);
    String all = "'size': 40, 'query': {'match_all': {}}, " + rescore(40, "{'model': 'msd'}");
    search("ads", all);
    Ad again = ADS.getFirst().withTitle("likes blue books");

    assertBusy(
        () -> {
          client().prepareDelete("ads", again.id()).get();
          // Deletions are forgotten by a refresh, by a clock that ticks five times a second.
          Thread.sleep(400);
          refresh("ads");
          then(client()
                  .prepareIndex("ads")
                  .setId(again.id())
                  .setSource(again.source())
                  .get()
                  .getVersion())
              .isEqualTo(1);
        });
    refresh("ads");

    thenAnonymousScores(search("ads", all), List.of(again), ADS.subList(1, ADS.size()));
  }

  public void testClosedAndReopenedIndex_scoresAsBefore() throws IOException {
    createAds("ads", 2, ADS);
    String all = "'size': 40, 'query': {'match_all': {}}, " + rescore(40, CTR);
    Map<String, Double> before = search("ads", all).byId();

    call("POST", "/ads/_close", "");
    then(failSearch("ads", all).status()).isEqualTo(400);
    call("POST", "/ads/_open", "");
    ensureGreen("ads");

    then(search("ads", all).byId()).isEqualTo(before);
  }

  public void testItemsOfManyDocuments_crowdNoOthersOutOfHistories() throws IOException {
    createAdIndex("ads", 1, Settings.builder().put("index.max_result_window", 40).build());
    List<Ad> crowds = List.of(ADS.get(2), ADS.get(30), ADS.get(31));
    BulkRequestBuilder bulk = client().prepareBulk();
    for (Ad ad : crowds) {
      Map<String, Object> source = new HashMap<>(ad.source());
      for (int i = 0; i < 50; i++) {
        // Documents may belong to several items.
        source.put("item_id", List.of(ad.item(), "x" + i));
        bulk.add(prepareIndex("ads").setSource(source));
      }
    }
    then(bulk.get().hasFailures()).isFalse();
    indexAds("ads", ADS);

    Hits hits =
        search(
            "ads",
            "'size': 40, 'query': {'ids': {'values': ['"
                + ADS.stream().map(Ad::item).collect(Collectors.joining("', '"))
                + "']}}, "
                + rescore(40, CTR.replace("['i3'", "['i31', 'i32', 'i3'")));

    then(hits.ids()).hasSize(40);
    ExpectedScores expected = expected(MSD, ADS);
    UserContext user =
        expected.user(
            Stream.of("i31", "i32", "i3", "i12").map(BehaviorEvent::click).toList(), null);
    hits.byId()
        .forEach(
            (id, score) ->
                then(score)
                    .as(id)
                    .isCloseTo(expected.pCtr(ad(id, ADS), user), within(VECTOR_STEP)));
  }

  public void testMinScore_countsForRecallOnly() throws IOException {
    createAds("ads", 2, ADS);
    String boosted =
        "'min_score': 4, 'size': 40, 'query': {'bool': {'should': [{'constant_score': {'filter':"
            + " {'match_all': {}}}}, {'constant_score': {'filter': {'match': {'title': 'red'}},"
            + " 'boost': 5}}]}}, ";

    Hits hits = search("ads", boosted + rescore(40, CTR));

    then(hits.ids())
        .containsExactlyInAnyOrderElementsOf(
            ADS.stream()
                .filter(ad -> String.valueOf(ad.title()).contains("red"))
                .map(Ad::item)
                .toList());
    then(hits.scores()).allSatisfy(score -> then(score).isLessThan(1));
    thenScores(hits, ADS);
  }

  public void testFilteredAlias_scoresAsTheWholeIndex() throws IOException {
    createAds("ads", 2, ADS);
    call(
        "POST",
        "/_aliases",
        "{'actions': [{'add': {'index': 'ads', 'alias': 'hats', 'filter': {'term': {'category':"
            + " 'hats'}}}}]}");
    String all = "'size': 40, 'query': {'match_all': {}}, " + rescore(40, "{'model': 'msd'}");
    Map<String, Double> whole = search("ads", all).byId();

    Hits hats = search("hats", all);

    then(hats.ids())
        .containsExactlyInAnyOrderElementsOf(
            ADS.stream().filter(ad -> ad.categories().contains("hats")).map(Ad::item).toList());
    hats.byId().forEach((id, score) -> then(score).isEqualTo(whole.get(id)));
  }

  public void testCollapseWithInnerHits_groupsHaveTheScoresOfTheirQuery() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        search(
            "ads",
            "'size': 40, 'query': {'match_all': {}}, 'collapse': {'field': 'year', 'inner_hits':"
                + " {'name': 'same_year', 'size': 5}}, "
                + rescore(40, CTR));

    then(hits.ids()).hasSize(30);
    thenScores(hits, ADS);
    then(hits.scores()).isSortedAccordingTo(Collections.reverseOrder());
    for (Map<String, Object> hit : hits.hits()) {
      then(Hits.objects(hit, "inner_hits.same_year.hits.hits"))
          .isNotEmpty()
          .allSatisfy(inner -> then(Hits.score(inner)).isEqualTo(1));
    }
  }

  public void testQueryRescorersBeforeAndAfter_seeWhatTheOneBeforeLeft() throws IOException {
    createAds("ads", 2, ADS);
    String hats =
        "{'window_size': 40, 'query': {'rescore_query': {'constant_score': {'filter': {'term':"
            + " {'category': 'hats'}}}}, 'rescore_query_weight': 100}}";

    Hits before =
        search(
            "ads",
            "'size': 10, 'query': {'match_all': {}}, 'rescore': ["
                + hats
                + ", {'window_size': 10, 'ctr': "
                + CTR
                + "}]");
    thenScores(before, ADS);
    then(before.scores()).isSortedAccordingTo(Collections.reverseOrder());

    Hits after =
        search(
            "ads",
            "'size': 10, 'query': {'match_all': {}}, 'rescore': [{'window_size': 40, 'ctr': "
                + CTR
                + "}, "
                + hats
                + "]");
    ExpectedScores expected = expected(MSD, ADS);
    after
        .byId()
        .forEach(
            (id, score) ->
                then(score)
                    .as("pCTR plus the weight")
                    .isCloseTo(
                        100 + expected.pCtr(ad(id, ADS), user(expected)), within(2 * VECTOR_STEP)));
  }

  private void createNested(String index, Settings settings) {
    createAdIndex(index, 2, settings, MAPPING);
    for (Ad ad : ADS) {
      Map<String, Object> source = new HashMap<>(ad.source());
      int number = Integer.parseInt(ad.item().substring(1));
      source.put(
          "offers",
          List.of(offer("first", number), offer(number % 2 == 0 ? "second" : "third", number + 1)));
      prepareIndex(index).setId(ad.id()).setSource(source).get();
    }
    refresh(index);
  }

  /** Has fields named as those that the model reads. */
  private static Map<String, Object> offer(String shop, int number) {
    return Map.of("shop", shop, "title", "green hats", "item_id", "i" + number, "year", 1900);
  }

  private static String shop(Ad ad) {
    return "shop-" + Integer.parseInt(ad.item().substring(1)) % 4;
  }

  private static UserContext user(ExpectedScores expected) {
    return expected.user(List.of(BehaviorEvent.click("i3"), BehaviorEvent.click("i12")), null);
  }

  private static Ad ad(String id, List<Ad> ads) {
    return ads.stream().filter(ad -> ad.item().equals(id)).findFirst().orElseThrow();
  }

  private static void thenScores(Hits hits, List<Ad> ads) {
    ExpectedScores expected = expected(MSD, ads);
    UserContext user = user(expected);
    then(hits.shardFailures()).isEmpty();
    hits.byId()
        .forEach(
            (id, score) ->
                then(score)
                    .as(id)
                    .isCloseTo(expected.pCtr(ad(id, ads), user), within(VECTOR_STEP)));
  }

  private static void thenAnonymousScores(Hits hits, List<Ad> changed, List<Ad> unchanged) {
    for (List<Ad> ads : List.of(changed, unchanged)) {
      ExpectedScores expected = expected(MSD, ads);
      for (Ad ad : ads) {
        then(hits.score(ad.item()))
            .as(ad.item())
            .isCloseTo(expected.pCtr(ad, UserContext.anonymous()), within(VECTOR_STEP));
      }
    }
  }
}
