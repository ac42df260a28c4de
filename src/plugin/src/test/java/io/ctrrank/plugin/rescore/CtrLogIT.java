package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.within;

import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.TinyFormula;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.elasticsearch.index.IndexModule;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.search.internal.SearchContext;
import org.jspecify.annotations.Nullable;

/** The log of a hit is what was scored, to the last bit, whatever changes meanwhile. */
public final class CtrLogIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final String LOG = "'ext': {'ctr_log': {}}, ";
  private static final String FEATURES = "'ext': {'ctr_log': {'features': true}}, ";
  private static final String MATCH = "'query': {'match': {'title': 'red blue'}}, ";
  private static final String ALL = "'size': 40, 'query': {'match_all': {}}, ";
  private static final String OLD = "red hats";
  private static final String NEW = "blue books";
  private static final String ECPM =
      "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'alpha': 0.7, 'first_pass_weight':"
          + " 0.3, 'user': {'id': 'u42', 'history': ['i3', 'i12']}}";

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    return Stream.concat(Stream.of(Watch.class), super.nodePlugins().stream()).toList();
  }

  /**
   * Sees how many windows the reader of a search holds when the search begins, and holds a shard
   * back that was scored and is to be fetched from.
   */
  public static final class Watch extends Plugin {
    private static final AtomicInteger MOST_WINDOWS = new AtomicInteger();
    private static final AtomicReference<@Nullable Hold> NEXT = new AtomicReference<>();

    @Override
    public void onIndexModule(IndexModule index) {
      index.addSearchOperationListener(
          new SearchOperationListener() {
            @Override
            public void onPreQueryPhase(SearchContext search) {
              ReaderWindows windows = ReaderWindows.of(search.readerContext());
              if (windows != null) {
                MOST_WINDOWS.accumulateAndGet(windows.size(), Math::max);
              }
            }

            @Override
            public void onPreFetchPhase(SearchContext search) {
              Hold hold = NEXT.getAndSet(null);
              if (hold != null) {
                hold.begin();
              }
            }
          });
    }
  }

  /** One shard's stop between scoring and fetching. */
  private record Hold(CountDownLatch began, CountDownLatch ended) {
    static Hold next() {
      Hold hold = new Hold(new CountDownLatch(1), new CountDownLatch(1));
      Watch.NEXT.set(hold);
      return hold;
    }

    void begin() {
      began.countDown();
      await(ended);
    }

    void awaitBegin() {
      await(began);
    }

    void end() {
      Watch.NEXT.set(null);
      ended.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        then(latch.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  public void testPointInTime_searchesLeaveNoWindowsThatWereFetched() throws IOException {
    createAds("ads", 3, ADS);
    String pit = String.valueOf(call("POST", "/ads/_pit?keep_alive=1m", "").get("id"));
    String in = "'pit': {'id': '" + pit + "'}, ";
    try {
      for (String body :
          List.of(
              "'explain': true, " + in + ALL + rescore(40, ECPM),
              LOG + in + ALL + rescore(40, ECPM),
              in + ALL + rescore(40, ECPM),
              retriever(LOG, in + "'size': 40, ", "'query': {'match_all': {}}", ECPM))) {
        Watch.MOST_WINDOWS.set(0);
        for (int i = 0; i < 3; i++) {
          then(Hits.of(call("POST", "/_search", "{" + body + "}")).ids()).hasSize(40);
        }
        // The search of a retriever leaves its windows to the search above it, which comes next.
        int most = body.contains("retriever") ? 1 : 0;
        then(Watch.MOST_WINDOWS.get()).as(body).isEqualTo(most);
      }
    } finally {
      call("DELETE", "/_pit", "{'id': '" + pit + "'}");
    }
  }

  public void testLog_equalsScoreAndExplanationToTheLastBit() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);

      Hits hits = search("ads" + shards, "'explain': true, " + LOG + ALL + rescore(40, ECPM));

      then(hits.ids()).hasSize(40);
      hits.hits().forEach(CtrLogIT::thenLogEqualsScoreAndExplanation);
      Hits without = search("ads" + shards, ALL + rescore(40, ECPM));
      then(without.hits()).allSatisfy(hit -> then(hit).doesNotContainKey("fields"));
    }
  }

  public void testLogAlone_isThereWithoutExplanation() throws IOException {
    createAds("ads", 3, ADS);

    Hits hits = search("ads", LOG + ALL + rescore(40, "{'model': 'din'}"));

    for (Map<String, Object> hit : hits.hits()) {
      Map<String, Object> log = onlyLog(hit);
      then(log)
          .containsEntry("model", "din")
          .containsEntry("rank_by", "ctr")
          .containsEntry("formula", "pCTR")
          .containsEntry("vector", "none")
          .containsEntry("first_pass", 1.0)
          .doesNotContainKeys("bid", "ecpm", "shadow", "degraded");
      then(log.get("digest")).asString().matches("[0-9a-f]{64}");
      then(log.get("score")).isEqualTo(Hits.score(hit));
      then(number(log, "pctr").floatValue()).isEqualTo(Hits.score(hit).floatValue());
    }
  }

  public void testPosition_isThePlaceInTheAnswer() throws IOException {
    createAds("ads", 3, ADS);
    for (String body :
        List.of(
            LOG + "'size': 5, 'from': 7, 'query': {'match_all': {}}, " + rescore(40, ECPM),
            retriever(LOG, "'size': 5, 'from': 7, ", "'query': {'match_all': {}}", ECPM))) {
      then(search("ads", body).hits())
          .extracting(hit -> onlyLog(hit).get("position"))
          .as(body)
          .containsExactly(8, 9, 10, 11, 12);
    }
  }

  public void testFeatures_areWhatTheModelRead() throws IOException {
    List<Ad> ads = new ArrayList<>(Ad.numbered(1, 39));
    ads.add(new Ad("bare", null, List.of(), null, null));
    createAds("ads", 2, ads);
    ExpectedScores expected = expected(MSD, ads);

    Hits hits = search("ads", FEATURES + ALL + rescore(40, "{'model': 'msd'}"));

    then(hits.ids()).containsExactlyInAnyOrderElementsOf(expected.catalogue().keySet());
    Map<String, Object> vectors = new HashMap<>();
    for (Map<String, Object> hit : hits.hits()) {
      Ad ad = ad(hit, expected);
      Map<String, Object> features = Hits.object(onlyLog(hit), "features");
      thenAreOf(ad, expected, features);
      Object vector = features.getOrDefault("vector", "none");
      then(vectors.computeIfAbsent(String.valueOf(ad.title()) + ad.categories(), text -> vector))
          .as("vector of %s and of an ad with the same text", ad)
          .isEqualTo(vector);
    }
    then(vectors.values()).as("one for each text").doesNotHaveDuplicates();
    then(search("ads", LOG + ALL + rescore(40, "{'model': 'msd'}")).hits())
        .allSatisfy(hit -> then(onlyLog(hit)).doesNotContainKey("features"));
  }

  /** Rows of the vocabularies, standardised numbers and the vector, from the document alone. */
  private static void thenAreOf(Ad ad, ExpectedScores expected, Map<String, Object> features) {
    FeatureSchema schema = expected.manifest().schema();
    Vocabulary categories = schema.categorical().getFirst().vocabulary();
    then(features)
        .as(ad.toString())
        .containsEntry("id", schema.itemIds().row(ad.item()))
        .containsEntry("category", ad.categories().stream().sorted().map(categories::row).toList());
    int year = ad.year() == null ? 2000 : ad.year();
    then(number(features, "year").floatValue()).as(ad.toString()).isEqualTo((year - 2000) / 10f);
    if (ad.title() == null) {
      then(features).as(ad.toString()).doesNotContainKey("vector");
      return;
    }
    thenVectorIsOf(ad, expected, features);
  }

  private static void thenVectorIsOf(Ad ad, ExpectedScores expected, Map<String, Object> features) {
    String text = ad.text(expected.manifest().schema().itemText().orElseThrow());
    float[] vector =
        Fp16.decode(TinyFormula.itemVector(expected.manifest(), expected.words(), text));
    ByteBuffer logged =
        ByteBuffer.wrap(Base64.getDecoder().decode(String.valueOf(features.get("vector"))))
            .order(ByteOrder.LITTLE_ENDIAN);
    then(logged.remaining()).isEqualTo(vector.length * Short.BYTES);
    for (float component : vector) {
      then(Float.float16ToFloat(logged.getShort())).as(text).isCloseTo(component, within(0.002f));
    }
  }

  public void testBids_areLoggedWhereTheyAreNumbers() throws IOException {
    createAds("ads", 1, List.of(ADS.get(0).withBid(null), ADS.get(1), ADS.get(2).withBid(-1.0)));

    Hits hits =
        search(
            "ads",
            LOG + ALL + rescore(40, "{'model': 'din', 'rank_by': 'ecpm', 'bid_field': 'bid'}"));

    for (Map<String, Object> hit : hits.hits()) {
      Map<String, Object> log = onlyLog(hit);
      switch (String.valueOf(hit.get("_id"))) {
        case "i1" -> then(log).doesNotContainKey("bid").containsEntry("ecpm", 0.0);
        case "i2" ->
            then(number(log, "ecpm").doubleValue())
                .isEqualTo(number(log, "pctr").doubleValue() * number(log, "bid").doubleValue());
        default -> then(log).containsEntry("bid", -1.0).containsEntry("ecpm", 0.0);
      }
    }
  }

  public void testShadow_isLoggedBesideTheScoreOfRecall() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);
      Hits plain = search("ads" + shards, ALL + rescore(40, "{'model': 'din'}"));

      Hits hits =
          search("ads" + shards, LOG + ALL + rescore(40, "{'model': 'din', 'shadow': true}"));

      then(hits.scores()).containsOnly(1.0);
      for (Map<String, Object> hit : hits.hits()) {
        then(onlyLog(hit))
            .containsEntry("shadow", true)
            .containsEntry("score", plain.score(String.valueOf(hit.get("_id"))));
      }
    }
  }

  public void testRecallOrder_hasNothingToLog() throws IOException {
    createAds("ads", 2, ADS);

    Hits hits = search("ads", LOG + ALL + rescore(40, "{'model': '_none'}"));

    then(hits.hits()).hasSize(40).allSatisfy(hit -> then(hit).doesNotContainKey("fields"));
  }

  public void testPointInTime_manySearches_everyOneTellsItsOwnScores() throws IOException {
    createAds("ads", 3, ADS);
    String pit = String.valueOf(call("POST", "/ads/_pit?keep_alive=1m", "").get("id"));
    String target = "'pit': {'id': '" + pit + "'}, ";
    try {
      for (int i = 0; i < ReaderWindows.MOST + 10; i++) {
        String user = "'user': {'history': ['i" + (1 + i % 40) + "']}";
        Hits hits =
            Hits.of(
                call(
                    "POST",
                    "/_search",
                    "{'explain': true, 'size': 2, "
                        + LOG
                        + MATCH
                        + target
                        + rescore(40, "{'model': 'msd', " + user + "}")
                        + "}"));
        then(hits.ids()).hasSize(2);
        hits.hits().forEach(CtrLogIT::thenLogEqualsScoreAndExplanation);
      }
    } finally {
      call("DELETE", "/_pit", "{'id': '" + pit + "'}");
    }
  }

  public void testMultiSearch_everySearchHasItsOwnLog() throws IOException {
    createAds("ads", 2, ADS);
    String header = "{'index': 'ads'}\n{";
    String body =
        header
            + LOG
            + MATCH
            + rescore(40, ECPM)
            + "}\n"
            + header
            + MATCH
            + rescore(40, ECPM)
            + "}\n"
            + header
            + LOG
            + MATCH
            + rescore(40, "{'model': 'din'}")
            + "}\n"
            + header
            + LOG
            + MATCH
            + "'size': 1}\n"
            + header
            + retriever(LOG, "", "'query': {'match_all': {}}", "{'model': 'din'}")
            + "}\n"
            + header
            + retriever("", "", "'query': {'match_all': {}}", "{'model': 'din'}")
            + "}\n";

    List<Map<String, Object>> responses =
        Hits.objects(call("POST", "/_msearch?max_concurrent_searches=1", body), "responses");

    Hits.of(responses.get(0)).hits().forEach(hit -> thenLogIsScore(hit, "msd"));
    then(Hits.of(responses.get(1)).hits()).allSatisfy(hit -> then(hit).doesNotContainKey("fields"));
    Hits.of(responses.get(2)).hits().forEach(hit -> thenLogIsScore(hit, "din"));
    then(responses.get(3).get("status")).isEqualTo(400);
    then(responses.get(3).toString())
        .contains("[ext.ctr_log] is asked for but the search has no rescorer [ctr]");
    then(Hits.of(responses.get(4)).hits()).hasSize(40);
    Hits.of(responses.get(4)).hits().forEach(hit -> thenLogIsScore(hit, "din"));
    then(Hits.of(responses.get(5)).hits()).allSatisfy(hit -> then(hit).doesNotContainKey("fields"));
  }

  public void testRescorerRetriever_logIsThatOfTheSearchItStarts() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);
      String all = "'query': {'match_all': {}}";

      Hits hits = search("ads" + shards, "'size': 20, " + retriever(LOG, "", all, ECPM));
      then(hits.ids()).hasSize(20);
      hits.hits().forEach(hit -> thenLogIsScore(hit, "msd"));
      then(search("ads" + shards, retriever("", "", all, ECPM)).hits())
          .allSatisfy(hit -> then(hit).doesNotContainKey("fields"));

      Hits explained = search("ads" + shards, retriever(LOG, "'explain': true, ", all, ECPM));
      explained.hits().forEach(hit -> thenLogIsScore(hit, "msd"));

      String pit =
          String.valueOf(call("POST", "/ads" + shards + "/_pit?keep_alive=1m", "").get("id"));
      try {
        for (int i = 0; i < 3; i++) {
          Hits inPit =
              Hits.of(
                  call(
                      "POST",
                      "/_search",
                      "{" + retriever(LOG, "'pit': {'id': '" + pit + "'}, ", all, ECPM) + "}"));
          then(inPit.ids()).hasSize(40);
          inPit.hits().forEach(hit -> thenLogIsScore(hit, "msd"));
        }
      } finally {
        call("DELETE", "/_pit", "{'id': '" + pit + "'}");
      }
    }
  }

  public void testChainedRescorers_logInTheirOrder() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);
      String chain =
          "'rescore': [{'window_size': 30, 'ctr': {'model': 'din'}}, {'window_size': 30, 'query':"
              + " {'rescore_query': {'match_all': {}}}}, {'window_size': 20, 'ctr': "
              + ECPM
              + "}]";

      Hits hits =
          search(
              "ads" + shards,
              "'explain': true, " + LOG + "'size': 20, 'query': {'match_all': {}}, " + chain);

      then(hits.ids()).hasSize(20);
      for (Map<String, Object> hit : hits.hits()) {
        List<Map<String, Object>> logs = logs(hit);
        then(logs).hasSize(2);
        then(logs.get(0)).containsEntry("model", "din").containsEntry("first_pass", 1.0);
        then(logs.get(1)).containsEntry("model", "msd");
        then(logs.get(1).get("score")).isEqualTo(Hits.score(hit));
        then(number(logs.get(1), "first_pass").floatValue())
            .as("what the query rescorer made of the first score")
            .isEqualTo(number(logs.get(0), "score").floatValue() + 1);
        thenEqual(Hits.object(hit, "_explanation"), logs.get(1));
      }
    }
  }

  public void testTwoOfOneModelChained_eachHasItsOwnWindow() throws IOException {
    createAds("ads", 3, ADS);
    String chain =
        "'rescore': [{'window_size': 40, 'ctr': {'model': 'din', 'user': {'history': ['i1']}}},"
            + " {'window_size': 40, 'ctr': {'model': 'din', 'user': {'history': ['i2']}}}]";

    Hits hits = search("ads", "'explain': true, " + LOG + ALL + chain);

    for (Map<String, Object> hit : hits.hits()) {
      List<Map<String, Object>> logs = logs(hit);
      then(logs).hasSize(2);
      then(logs.get(1).get("score")).isEqualTo(Hits.score(hit));
      then(logs.get(1).get("first_pass")).isEqualTo(logs.get(0).get("score"));
    }
  }

  public void testCollapse_logsTheBestOfEachGroup() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("ads" + shards, shards, ADS);

      Hits hits =
          search(
              "ads" + shards,
              "'explain': true, "
                  + LOG
                  + MATCH
                  + "'collapse': {'field': 'year', 'inner_hits': {'name': 'more', 'size': 3}}, "
                  + rescore(40, ECPM));

      then(hits.ids()).isNotEmpty();
      for (Map<String, Object> hit : hits.hits()) {
        then(Hits.objects(Hits.object(hit, "fields"), "_ctr_log")).hasSize(1);
        thenLogEqualsScoreAndExplanation(hit);
      }
    }
  }

  public void testTextsThatChangeMeanwhile_neverPartLogScoreAndExplanation() throws Exception {
    createAds("ads", 3, ADS);
    AtomicBoolean stop = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; !stop.get(); i++) {
                  Ad ad = ADS.get(i % ADS.size());
                  indexAds("ads", List.of(ad.withTitle(i / ADS.size() % 2 == 0 ? NEW : OLD)));
                }
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
    writer.start();
    try {
      for (int i = 0; i < 150; i++) {
        Hits hits = search("ads", "'explain': true, " + LOG + ALL + rescore(40, ECPM));
        then(hits.ids()).hasSizeBetween(30, 40);
        hits.hits().forEach(CtrLogIT::thenLogEqualsScoreAndExplanation);
      }
    } finally {
      stop.set(true);
      writer.join();
    }
    then(failures).isEmpty();
  }

  public void testTextsThatChangeBeforeTheFetch_logIsOfTheTextThatWasScored() throws Exception {
    ExpectedScores expected = expected(MSD, ADS);
    String body = ALL + rescore(40, "{'model': 'msd'}");
    for (int shards : List.of(1, 3)) {
      String index = "ads" + shards;
      createAds(index, shards, titled(OLD));
      then(search(index, body).ids()).as("its vectors are known").hasSize(40);
      Hold hold = Hold.next();
      FutureTask<Hits> early = new FutureTask<>(() -> search(index, FEATURES + body));
      new Thread(early).start();
      try {
        hold.awaitBegin();
        indexAds(index, titled(NEW));
        Hits later = search(index, FEATURES + body);
        then(later.ids()).hasSize(40);
        later.hits().forEach(hit -> then(scoredText(hit, expected)).isEqualTo(NEW));
      } finally {
        hold.end();
      }

      Hits hits = early.get(60, TimeUnit.SECONDS);
      then(hits.ids()).hasSize(40);
      for (Map<String, Object> hit : hits.hits()) {
        then(scoredText(hit, expected)).isEqualTo(OLD);
        Map<String, Object> log = onlyLog(hit);
        then(log).containsEntry("vector", "cached").containsEntry("score", Hits.score(hit));
        thenVectorIsOf(ad(hit, expected).withTitle(OLD), expected, Hits.object(log, "features"));
      }
    }
  }

  private static List<Ad> titled(String title) {
    return ADS.stream().map(ad -> ad.withTitle(title)).toList();
  }

  private static Ad ad(Map<String, Object> hit, ExpectedScores expected) {
    return requireNonNull(expected.catalogue().get(String.valueOf(hit.get("_id"))));
  }

  /** Which of the two texts a hit of nobody's search was scored with, as its logit tells. */
  private static String scoredText(Map<String, Object> hit, ExpectedScores expected) {
    float logit = number(onlyLog(hit), "logit").floatValue();
    float byOld = distance(logit, OLD, ad(hit, expected), expected);
    float byNew = distance(logit, NEW, ad(hit, expected), expected);
    then(Math.min(byOld, byNew)).as("one fits").isLessThan(1e-3f);
    then(Math.max(byOld, byNew)).as("the other does not").isGreaterThan(1e-2f);
    return byOld < byNew ? OLD : NEW;
  }

  private static float distance(float logit, String title, Ad ad, ExpectedScores expected) {
    UserContext nobody = expected.user(List.of(), null);
    return Math.abs(expected.logit(ad.withTitle(title), nobody) - logit);
  }

  public void testMalformedSection_isRefused() throws IOException {
    createAds("ads", 1, ADS);

    thenRefused("true", "[ext.ctr_log] is [true]; expected an object");
    thenRefused("[]", "[ext.ctr_log] is an array; expected an object");
    thenRefused("{'all': true}", "[ext.ctr_log] has unknown member [all]");
    then(failSearch("ads", LOG + "'size': 1").body())
        .contains("[ext.ctr_log] is asked for but the search has no rescorer [ctr]");
  }

  private static void thenRefused(String section, String message) throws IOException {
    var failure =
        failSearch(
            "ads", "'ext': {'ctr_log': " + section + "}, " + ALL + rescore(40, "{'model': 'din'}"));
    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains(message);
  }

  private static String retriever(String log, String more, String query, String ctr) {
    return log
        + more
        + "'retriever': {'rescorer': {"
        + rescore(40, ctr)
        + ", 'retriever': {'standard': {"
        + query
        + "}}}}";
  }

  private static void thenLogIsScore(Map<String, Object> hit, String model) {
    then(onlyLog(hit)).containsEntry("model", model).containsEntry("score", Hits.score(hit));
  }

  private static void thenLogEqualsScoreAndExplanation(Map<String, Object> hit) {
    Map<String, Object> log = onlyLog(hit);
    then(log.get("score")).isEqualTo(Hits.score(hit));
    thenEqual(Hits.object(hit, "_explanation"), log);
  }

  private static void thenEqual(Map<String, Object> explanation, Map<String, Object> log) {
    then(explanation.get("value")).isEqualTo(log.get("score"));
    then(Hits.object(explanation, "details.0").get("value")).isEqualTo(log.get("pctr"));
    then(Hits.object(explanation, "details.0.details.0").get("value")).isEqualTo(log.get("logit"));
    if (log.containsKey("bid")) {
      then(Hits.object(explanation, "details.1").get("value")).isEqualTo(log.get("bid"));
    }
    then(explanation.toString()).contains("item vector: " + log.get("vector"));
  }

  private static Map<String, Object> onlyLog(Map<String, Object> hit) {
    List<Map<String, Object>> logs = logs(hit);
    then(logs).hasSize(1);
    return logs.getFirst();
  }

  private static List<Map<String, Object>> logs(Map<String, Object> hit) {
    then(hit).as("a hit with a log").containsKey("fields");
    return Hits.objects(Hits.object(hit, "fields"), "_ctr_log");
  }

  private static Number number(Map<String, Object> json, String member) {
    return Hits.path(json, member, Number.class);
  }
}
