package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.demo.Model;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an index is cut into shards has no influence on scores. */
@ExtendWith(SuiteNode.class)
final class ShardsIT {
  private static final int ADS = 120;
  private static final int WINDOW = 200;

  @ParameterizedTest
  @ValueSource(strings = {"msd", "din"})
  void scores_onOneTwoAndFourShards_areTheSame(String id, Suite suite) throws Exception {
    Model model = suite.model(id);
    Map<String, Double> one = scores(suite, 1, model);

    assertThat(one).hasSize(ADS);
    assertThat(one.values().stream().distinct().count()).isGreaterThan(ADS / 4);
    for (int shards : List.of(2, 4)) {
      Map<String, Double> several = scores(suite, shards, model);
      assertThat(several).hasSize(ADS);
      several.forEach(
          (ad, score) ->
              assertThat(score).as(ad).isEqualTo(one.getOrDefault(ad, Double.NaN), within(1e-6)));
    }
  }

  private static Map<String, Double> scores(Suite suite, int shards, Model model)
      throws IOException {
    String index = "shards-" + model.id() + "-" + shards;
    // One catalogue: a text that is encoded again, in another batch, may round to another half.
    AdsIndex.load(
        suite.client(),
        IndexPlan.plain(index, shards).of("shards", List.of("title", "category", "overview")),
        suite.dataset().catalogue().items().subList(0, ADS));
    Map<String, Double> scores = scores(suite, index, model);
    suite.client().delete("/" + index);
    return scores;
  }

  /** Scores by ad, best first, checked to be in order. */
  private static Map<String, Double> scores(Suite suite, String index, Model model)
      throws IOException {
    UserState user =
        new UserState(
            "u",
            List.of(
                new UserState.Event("1", "favorite", true),
                new UserState.Event("6", "click", true),
                new UserState.Event("50", "skip", false),
                new UserState.Event("110", "click", true)),
            "likes Crime, Action");
    JsonObject all = JsonParser.parseString("{\"match_all\": {}}").getAsJsonObject();
    JsonObject search =
        AdSearch.byCtr(
            AdSearch.search(all, ADS), model.id(), user.toJson(model.readsProfile()), WINDOW);
    Map<String, Double> scores = new LinkedHashMap<>();
    double last = Double.POSITIVE_INFINITY;
    for (JsonElement element :
        suite
            .client()
            .post("/" + index + "/_search", search)
            .getAsJsonObject("hits")
            .getAsJsonArray("hits")) {
      JsonObject hit = element.getAsJsonObject();
      double score = hit.get("_score").getAsDouble();
      assertThat(score).isLessThanOrEqualTo(last);
      last = score;
      scores.put(hit.get("_id").getAsString(), score);
    }
    return scores;
  }
}
