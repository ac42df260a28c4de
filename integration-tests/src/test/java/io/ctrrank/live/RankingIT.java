package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.HitExplanation;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.runtime.bundle.Bundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What rescored hits look like: scores, order, explanations, unusual users and ads. */
@ExtendWith(SuiteNode.class)
final class RankingIT {
  private static final String INDEX = "ranking";
  private static final int ADS = 60;
  private static final int WINDOW = 100;
  private static final Set<String> CLICKED = Set.of("1", "6", "32");
  private static final String HISTORY =
      "[{'item': '1', 'type': 'favorite'}, '6', {'item': '50', 'type': 'skip'}, '32']";

  @BeforeEach
  void load(Suite suite) throws IOException {
    AdsIndex.load(suite.client(), INDEX, 1, suite.dataset().catalogue().items().subList(0, ADS));
  }

  @AfterEach
  void delete(Suite suite) throws IOException {
    suite.client().delete("/" + INDEX);
  }

  @Test
  void ecpm_scores_arePctrTimesBidInOrder(Suite suite) throws IOException {
    JsonObject user = user(HISTORY);
    Map<String, Double> pCtr = scores(suite, AdSearch.byCtr(all(), "msd", user, WINDOW));
    JsonObject search = AdSearch.byEcpm(all(), "msd", user, WINDOW);
    search.addProperty("_source", "bid");

    Map<String, Double> ecpm = new LinkedHashMap<>();
    for (JsonObject hit : hits(suite, search)) {
      String ad = hit.get("_id").getAsString();
      double bid = hit.getAsJsonObject("_source").get("bid").getAsDouble();
      double score = hit.get("_score").getAsDouble();
      assertThat(score).isEqualTo(pCtr.getOrDefault(ad, Double.NaN) * bid, within(1e-5));
      ecpm.put(ad, score);
    }

    assertThat(pCtr).hasSize(ADS);
    assertThat(ecpm).hasSize(ADS);
    assertThat(List.copyOf(ecpm.values())).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(List.copyOf(ecpm.keySet())).isNotEqualTo(List.copyOf(pCtr.keySet()));
  }

  @Test
  void ecpm_adWithoutBid_ranksLastWithScoreZero(Suite suite) throws IOException {
    update(suite, "7", "{'doc': {'bid': null}}");

    List<JsonObject> hits = hits(suite, AdSearch.byEcpm(all(), "msd", user(HISTORY), WINDOW));

    JsonObject last = hits.get(ADS - 1);
    assertThat(last.get("_id").getAsString()).isEqualTo("7");
    assertThat(last.get("_score").getAsDouble()).isZero();
    assertThat(hits.get(ADS - 2).get("_score").getAsDouble()).isPositive();
  }

  @Test
  void explain_everyHit_saysHowItCameByItsScore(Suite suite) throws Exception {
    ModelManifest manifest = Bundle.open(Artifacts.ofBuild().bundle("msd")).manifest();
    int neighbours = manifest.embedding().orElseThrow().neighbours();
    JsonObject search = AdSearch.byEcpm(all(), "msd", user(HISTORY), WINDOW);
    search.addProperty("explain", true);
    search.addProperty("_source", "bid");

    for (JsonObject hit : hits(suite, search)) {
      HitExplanation why = HitExplanation.of(hit.getAsJsonObject("_explanation"));
      double bid = hit.getAsJsonObject("_source").get("bid").getAsDouble();
      assertThat(why.score()).isEqualTo(hit.get("_score").getAsDouble(), within(1e-6));
      assertThat(why.pCtr()).isEqualTo(manifest.calibration().pCtr(why.logit()), within(1e-6));
      assertThat(why.bid().orElseThrow()).isEqualTo(bid, within(1e-6));
      assertThat(why.score()).isEqualTo(why.pCtr() * bid, within(1e-5));
      assertThat(why.vectorSource()).isIn("cached", "encoded");
      assertThat(why.nearest()).hasSize(Math.min(neighbours, CLICKED.size()));
      assertThat(why.nearest()).allMatch(near -> CLICKED.contains(near.item()));
      assertThat(why.nearest())
          .isSortedAccordingTo(Comparator.comparing(HitExplanation.Near::similarity).reversed());
      assertThat(why.nearest()).allMatch(near -> Math.abs(near.similarity()) < 1.001);
    }
  }

  @Test
  void explain_adInTheHistory_isNearestToItself(Suite suite) throws IOException {
    JsonObject search =
        AdSearch.byCtr(AdSearch.search(AdSearch.item("6"), 1), "msd", user(HISTORY), 1);
    search.addProperty("explain", true);

    HitExplanation why =
        HitExplanation.of(hits(suite, search).get(0).getAsJsonObject("_explanation"));

    assertThat(why.nearest().get(0).item()).isEqualTo("6");
    assertThat(why.nearest().get(0).similarity()).isEqualTo(1, within(1e-3));
  }

  @Test
  void adText_changed_isEncodedAgainThenCached(Suite suite) throws IOException {
    JsonObject search =
        AdSearch.byCtr(AdSearch.search(AdSearch.item("7"), 1), "msd", user(HISTORY), 1);
    search.addProperty("explain", true);
    HitExplanation first = explanation(suite, search);
    HitExplanation warm = explanation(suite, search);
    update(
        suite, "7", "{'doc': {'title': 'Alien', 'category': ['Horror'], 'overview': 'Scream.'}}");
    HitExplanation changed = explanation(suite, search);
    HitExplanation again = explanation(suite, search);

    assertThat(first.vectorSource()).isEqualTo("encoded");
    assertThat(warm.vectorSource()).isEqualTo("cached");
    assertThat(warm.logit()).isEqualTo(first.logit());
    assertThat(changed.vectorSource()).isEqualTo("encoded");
    assertThat(changed.nearest()).isNotEqualTo(first.nearest());
    assertThat(again.vectorSource()).isEqualTo("cached");
    assertThat(again.logit()).isEqualTo(changed.logit());
  }

  @Test
  void adPrice_changed_keepsItsVector(Suite suite) throws IOException {
    JsonObject search =
        AdSearch.byCtr(AdSearch.search(AdSearch.item("7"), 1), "msd", user(HISTORY), 1);
    search.addProperty("explain", true);
    HitExplanation first = explanation(suite, search);
    update(suite, "7", "{'doc': {'bid': 7.25}}");
    HitExplanation changed = explanation(suite, search);

    assertThat(first.vectorSource()).isEqualTo("encoded");
    assertThat(changed.vectorSource()).isEqualTo("cached");
    assertThat(changed.logit()).isEqualTo(first.logit());
  }

  @Test
  void user_histories_changeTheOrder(Suite suite) throws IOException {
    List<String> one = ids(suite, AdSearch.byCtr(all(), "msd", user(HISTORY), WINDOW));
    List<String> other =
        ids(
            suite,
            AdSearch.byCtr(
                all(),
                "msd",
                user("['34', '48', '60', {'item': '6', 'type': 'dislike'}]"),
                WINDOW));

    assertThat(other).containsExactlyInAnyOrderElementsOf(one).isNotEqualTo(one);
  }

  @Test
  void user_unknown_isServed(Suite suite) throws IOException {
    for (String model : Suite.MODELS) {
      Map<String, Double> scores =
          scores(suite, AdSearch.byCtr(all(), model, new JsonObject(), WINDOW));

      assertThat(scores).hasSize(ADS);
      assertThat(scores.values()).allMatch(pCtr -> pCtr > 0 && pCtr < 1);
      assertThat(scores(suite, AdSearch.byCtr(all(), model, user("[]"), WINDOW))).isEqualTo(scores);
    }
  }

  @Test
  void user_profileCachedButHistoryNot_isScoredAsWhenBothAre(Suite suite) throws IOException {
    JsonObject user = user("[]");
    user.addProperty("profile", "likes Crime, Thriller | liked Heat (1995), Seven (1995)");
    oneScore(suite, user);
    user.add("history", user(HISTORY).get("history"));

    double cold = oneScore(suite, user);
    double warm = oneScore(suite, user);
    user.remove("profile");

    assertThat(cold).isEqualTo(warm).isNotEqualTo(oneScore(suite, user));
  }

  /** pCTR of an ad that is in no history here. */
  private static double oneScore(Suite suite, JsonObject user) throws IOException {
    return hits(suite, AdSearch.byCtr(AdSearch.search(AdSearch.item("7"), 1), "msd", user, 1))
        .get(0)
        .get("_score")
        .getAsDouble();
  }

  @Test
  void history_itemThatNoIndexHolds_isServed(Suite suite) throws IOException {
    for (String model : Suite.MODELS) {
      assertThat(scores(suite, AdSearch.byCtr(all(), model, user("['1', 'gone', '6']"), WINDOW)))
          .hasSize(ADS);
    }
  }

  @Test
  void history_tenThousandEvents_isReadAsItsNewest(Suite suite) throws IOException {
    List<String> newest = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      newest.add("'" + suite.dataset().catalogue().item(i).id() + "'");
    }
    List<String> all = new ArrayList<>(newest);
    all.addAll(Collections.nCopies(10_000 - newest.size(), "'34'"));
    for (String model : Suite.MODELS) {
      assertThat(scores(suite, AdSearch.byCtr(all(), model, user(all.toString()), WINDOW)))
          .isEqualTo(scores(suite, AdSearch.byCtr(all(), model, user(newest.toString()), WINDOW)));
    }
  }

  @Test
  void window_smallerThanTheMatches_cutsTheRest(Suite suite) throws IOException {
    JsonObject search = all();
    search.addProperty("size", 20);

    List<JsonObject> hits = hits(suite, AdSearch.byCtr(search, "din", user(HISTORY), 20));

    assertThat(hits).hasSize(20);
    assertThat(hits).allMatch(hit -> hit.get("_score").getAsDouble() < 1);
  }

  @Test
  void index_withoutDocuments_hasNoHits(Suite suite) throws IOException {
    AdsIndex.load(suite.client(), "empty", 2, List.of());
    try {
      JsonObject search = AdSearch.byEcpm(all(), "msd", user(HISTORY), WINDOW);
      assertThat(
              suite
                  .client()
                  .post("/empty/_search", search)
                  .getAsJsonObject("hits")
                  .getAsJsonArray("hits"))
          .isEmpty();
    } finally {
      suite.client().delete("/empty");
    }
  }

  private static JsonObject all() {
    return AdSearch.search(JsonParser.parseString("{\"match_all\": {}}").getAsJsonObject(), ADS);
  }

  private static JsonObject user(String history) {
    JsonObject user = new JsonObject();
    user.add("history", JsonParser.parseString(history.replace('\'', '"')));
    return user;
  }

  private static void update(Suite suite, String id, String body) throws IOException {
    suite
        .client()
        .post(
            "/" + INDEX + "/_update/" + id + "?refresh=true",
            JsonParser.parseString(body.replace('\'', '"')).getAsJsonObject());
  }

  private static HitExplanation explanation(Suite suite, JsonObject search) throws IOException {
    return HitExplanation.of(hits(suite, search).get(0).getAsJsonObject("_explanation"));
  }

  private static List<JsonObject> hits(Suite suite, JsonObject search) throws IOException {
    JsonArray hits =
        suite
            .client()
            .post("/" + INDEX + "/_search", search)
            .getAsJsonObject("hits")
            .getAsJsonArray("hits");
    return hits.asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  private static List<String> ids(Suite suite, JsonObject search) throws IOException {
    return hits(suite, search).stream().map(hit -> hit.get("_id").getAsString()).toList();
  }

  private static Map<String, Double> scores(Suite suite, JsonObject search) throws IOException {
    Map<String, Double> scores = new LinkedHashMap<>();
    hits(suite, search)
        .forEach(hit -> scores.put(hit.get("_id").getAsString(), hit.get("_score").getAsDouble()));
    return scores;
  }
}
