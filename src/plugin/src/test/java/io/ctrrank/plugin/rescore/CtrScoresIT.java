package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.elasticsearch.common.settings.Settings;

/** Scores are those of the formula that the tiny models are made from. */
public final class CtrScoresIT extends CtrIntegTestCase {
  /** The graph's vectors may differ from Java's by one half-precision step. */
  private static final double VECTOR_STEP = 5e-4;

  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final String ALL = "'size': 40, 'query': {'match_all': {}}, ";
  private static final List<BehaviorEvent> HISTORY =
      List.of(
          BehaviorEvent.click("i3"),
          new BehaviorEvent("i33", 0, "skip"),
          BehaviorEvent.click("i12"),
          BehaviorEvent.click("gone"));
  private static final String HISTORY_JSON =
      "['i3', {'item': 'i33', 'type': 'skip'}, 'i12', 'gone']";

  public void testModelWithEncoder_historyAndProfile_scoresAsTheFormula() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        search(
            "ads",
            ALL
                + rescore(
                    100,
                    "{'model': 'msd', 'user': {'history': "
                        + HISTORY_JSON
                        + ", 'profile': 'likes red shoes'}}"));

    ExpectedScores expected = expected(MSD, ADS);
    assertScores(hits, expected, expected.user(HISTORY, "likes red shoes"), RankBy.CTR);
  }

  public void testModelWithoutEncoder_history_scoresAsTheFormula() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits =
        search(
            "ads",
            ALL + rescore(100, "{'model': 'din', 'user': {'history': " + HISTORY_JSON + "}}"));

    ExpectedScores expected = expected(DIN, ADS);
    assertScores(hits, expected, expected.user(HISTORY, null), RankBy.CTR);
  }

  public void testAnonymousUser_emptyHistoryOrNone_scoresAlike() throws IOException {
    createAds("ads", 1, ADS);
    ExpectedScores expected = expected(MSD, ADS);
    UserContext anonymous = UserContext.anonymous();

    for (String user :
        List.of("{}", "{'history': []}", "{'id': 'u1', 'history': []}", "{'profile': ' '}")) {
      Hits hits = search("ads", ALL + rescore(40, "{'model': 'msd', 'user': " + user + "}"));
      assertScores(hits, expected, anonymous, RankBy.CTR);
    }
  }

  public void testEcpm_scoresAreTimesTheBid_missingAndNegativeBidsRankLast() throws IOException {
    List<Ad> ads = new ArrayList<>(ADS);
    ads.set(4, ADS.get(4).withBid(null));
    ads.set(9, ADS.get(9).withBid(-3.0));
    ads.set(14, ADS.get(14).withBid(1e6));
    createAds("ads", 2, ads);

    Hits hits =
        search(
            "ads",
            ALL
                + rescore(
                    40,
                    "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': 'bid', 'user': {'history': "
                        + HISTORY_JSON
                        + "}}"));

    ExpectedScores expected = expected(DIN, ads);
    assertScores(hits, expected, expected.user(HISTORY, null), RankBy.ECPM);
    then(hits.ids().getFirst()).isEqualTo("i15");
    then(hits.ids().subList(38, 40)).containsExactlyInAnyOrder("i5", "i10");
    then(hits.scores().subList(38, 40)).containsExactly(0.0, 0.0);
  }

  public void testDocumentsThatLackFields_scoreAsTheFormulaSays() throws IOException {
    List<Ad> ads =
        List.of(
            new Ad("i1", null, List.of(), null, null),
            new Ad("i2", "red hats", List.of(), null, null),
            new Ad("i3", null, List.of("shoes", "books", "hats", "shirts"), 1980, null),
            new Ad("i4", "unheard of", List.of("toys"), null, null),
            new Ad("new", "blue shirts", List.of("shirts"), 2020, null));
    createAds("ads", 1, ads);
    Ad nameless = new Ad(null, "green books", List.of("books"), 2001, null);
    prepareIndex("ads").setId("nameless").setSource(nameless.source()).get();
    refresh("ads");

    for (BundleFixtures model : List.of(MSD, DIN)) {
      Hits hits =
          search(
              "ads",
              ALL + rescore(40, "{'model': '" + model.id() + "', 'user': {'history': ['i2']}}"));

      ExpectedScores expected = expected(model, ads);
      UserContext user = expected.user(List.of(BehaviorEvent.click("i2")), null);
      then(hits.byId().get("nameless"))
          .isCloseTo(expected.pCtr(nameless, user), within(VECTOR_STEP));
      for (Ad ad : ads) {
        then(hits.byId().get(ad.id()))
            .as(ad.id())
            .isCloseTo(expected.pCtr(ad, user), within(VECTOR_STEP));
      }
    }
  }

  public void testManySegmentsOutOfOrderAndDeletedDocuments_everyHitHasItsOwnScore()
      throws IOException {
    createAdIndex("ads", 1, Settings.EMPTY);
    List<Ad> shuffled = new ArrayList<>(ADS);
    Collections.shuffle(shuffled, random());
    for (int from = 0; from < shuffled.size(); from += 5) {
      indexAds("ads", shuffled.subList(from, from + 5));
    }
    List<Ad> deleted = shuffled.subList(3, 11);
    deleted.forEach(ad -> client().prepareDelete("ads", ad.item()).get());
    refresh("ads");
    List<Ad> live = new ArrayList<>(ADS);
    live.removeAll(deleted);

    Hits hits =
        search(
            "ads",
            ALL + rescore(40, "{'model': 'msd', 'user': {'history': " + HISTORY_JSON + "}}"));

    ExpectedScores expected = expected(MSD, live);
    then(hits.ids()).hasSize(live.size());
    assertScores(hits, expected, expected.user(HISTORY, null), RankBy.CTR);
  }

  public void testIntegerIds_matchHistoriesOfNumbersAndStrings() throws IOException {
    List<Ad> ads =
        ADS.subList(0, 20).stream()
            .map(
                ad ->
                    new Ad(
                        "1" + String.format(java.util.Locale.ROOT, "%02d", number(ad)),
                        ad.title(),
                        ad.categories(),
                        ad.year(),
                        ad.bid()))
            .toList();
    createAdIndex(
        "ads",
        1,
        Settings.EMPTY,
        """
        {"properties": {"item_id": {"type": "long"}, "title": {"type": "text"},
          "category": {"type": "keyword"}, "year": {"type": "short"}}}
        """);
    indexAds("ads", ads);

    // A name among the ids must not make the look-up of the others fail.
    Hits hits =
        search(
            "ads",
            ALL + rescore(40, "{'model': 'msd', 'user': {'history': [103, '107', 'no number']}}"));

    ExpectedScores expected = expected(MSD, ads);
    UserContext user =
        expected.user(
            List.of(
                BehaviorEvent.click("103"),
                BehaviorEvent.click("107"),
                BehaviorEvent.click("no number")),
            null);
    assertScores(hits, expected, user, RankBy.CTR);
  }

  public void testTenThousandEvents_onlyTheNewestAreRead() throws IOException {
    createAds("ads", 1, ADS);
    List<String> items = IntStream.range(0, 10_000).mapToObj(i -> "i" + (1 + i % 40)).toList();

    Hits hits =
        search(
            "ads",
            ALL
                + rescore(
                    40,
                    "{'model': 'msd', 'user': {'history': "
                        + items.stream().map(i -> "'" + i + "'").toList()
                        + "}}"));

    ExpectedScores expected = expected(MSD, ADS);
    UserContext user = expected.user(items.stream().map(BehaviorEvent::click).toList(), null);
    then(user.history()).hasSize(50);
    assertScores(hits, expected, user, RankBy.CTR);
  }

  public void testWindow_hitsOutsideAreCut_perShard() throws IOException {
    createAds("ads", 1, ADS);

    Hits hits =
        search("ads", "'size': 7, 'query': {'match_all': {}}, " + rescore(7, "{'model': 'din'}"));
    then(hits.ids()).hasSize(7);
    Hits second =
        search(
            "ads",
            "'from': 5, 'size': 2, 'query': {'match_all': {}}, " + rescore(7, "{'model': 'din'}"));
    then(second.ids()).isEqualTo(hits.ids().subList(5, 7));
  }

  public void testSyntheticSource_textsAreReadFromIt() throws IOException {
    Settings synthetic = Settings.builder().put("index.mapping.source.mode", "synthetic").build();
    createAdIndex("ads", 1, synthetic);
    indexAds("ads", ADS);

    Hits hits = search("ads", ALL + rescore(40, "{'model': 'msd', 'user': {'history': ['i3']}}"));

    // Synthetic source gives keywords sorted, and that is then the text.
    List<Ad> sorted =
        ADS.stream()
            .map(
                ad ->
                    new Ad(
                        ad.id(),
                        ad.title(),
                        ad.categories().stream().sorted().toList(),
                        ad.year(),
                        ad.bid()))
            .toList();
    ExpectedScores expected = expected(MSD, sorted);
    assertScores(
        hits, expected, expected.user(List.of(BehaviorEvent.click("i3")), null), RankBy.CTR);
  }

  public void testEmptyIndex_hasNoHitsAndNoErrors() throws IOException {
    createAdIndex("ads", 2, Settings.EMPTY);

    Hits hits = search("ads", ALL + rescore(40, "{'model': 'msd', 'user': {'history': ['i1']}}"));

    then(hits.ids()).isEmpty();
    then(hits.shardFailures()).isEmpty();
  }

  private static int number(Ad ad) {
    return Integer.parseInt(ad.item().substring(1));
  }

  private static void assertScores(
      Hits hits, ExpectedScores expected, UserContext user, RankBy rankBy) {
    then(hits.shardFailures()).isEmpty();
    then(hits.byId().keySet()).isEqualTo(expected.catalogue().keySet());
    for (Ad ad : expected.catalogue().values()) {
      double wanted = expected.score(ad, user, rankBy);
      then(hits.byId().get(ad.item()))
          .as(ad.item())
          .isCloseTo(wanted, within(VECTOR_STEP * Math.max(1, wanted)));
    }
    then(hits.scores()).isSortedAccordingTo(Collections.reverseOrder());
  }
}
