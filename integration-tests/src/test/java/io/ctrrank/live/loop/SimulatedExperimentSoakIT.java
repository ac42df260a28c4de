package io.ctrrank.live.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An experiment of {@code din} against {@code msd} by eCPM, of the shape of the paper's Table 4:
 * the users of the data set search on a real node for genres, those more often of which they liked
 * more, and click as a truth of another family says; both are by ratings which no model has seen.
 * The true lift is that of all users over both arms: each search is sent once more for the arm that
 * its user is not in. Simulated: it shows that the report finds the lifts that are there, not what
 * a model would earn. {@code soak.searches.each} changes how much.
 */
@Tag("soak")
final class SimulatedExperimentSoakIT {
  private static final int SEARCHES_EACH = Integer.getInteger("soak.searches.each", 30);
  private static final long SEED = 4;
  private static final int PAGE = 10;
  private static final int WINDOW = 200;
  private static final String NAME = "msd-against-din";
  private static final List<String> PHRASES =
      List.of(
          "comedy",
          "drama romance",
          "action adventure",
          "crime thriller",
          "horror",
          "animation children",
          "sci-fi fantasy",
          "war documentary",
          "musical",
          "mystery");

  /** What an arm's users saw and did. */
  private static final class Seen {
    private int impressions;
    private int clicks;
  }

  /** What all users would do in the mean if an arm were everybody's. */
  private static final class Expected {
    private int impressions;
    private double clicks;
    private double revenue;
  }

  private final Map<String, Seen> seen = new TreeMap<>();
  private final Map<String, Expected> expected = new TreeMap<>();

  @Test
  void report_ofSimulatedUsers_holdsTheTrueLifts() throws Exception {
    Artifacts artifacts = Artifacts.ofBuild();
    Dataset dataset = Films.read();
    PreferenceTruth truth = PreferenceTruth.of(dataset.test(), SEED);
    PreferredQueries queries = PreferredQueries.of(dataset, dataset.test(), PHRASES);
    Model msd = Model.of(artifacts.bundle("msd"));
    try (TemporaryNode node =
        TemporaryNode.start(artifacts, List.of("msd", "din"), TemporaryNode.Preparation.NONE)) {
      NodeClient client = node.node().client();
      AdsIndex.load(
          client,
          IndexPlan.plain("ads-1", 1)
              .of(Films.CATALOGUE, msd.schema().itemText().orElseThrow().fields()),
          dataset.catalogue().items());
      client.put("/ads-1/_alias/ads", new JsonObject());
      ImpressionLogging.start(client, "experiments");
      TwoArms arms = TwoArms.start(client, NAME, "ads", "din", "msd");
      List<UserState> users = users(dataset);
      SplittableRandom random = new SplittableRandom(SEED);
      for (int search = 0; search < SEARCHES_EACH; search++) {
        StringBuilder clicks = new StringBuilder();
        for (UserState user : users) {
          search(client, user, queries.draw(user.user(), random), truth, random, clicks);
        }
        Traffic.post(client, clicks.toString());
      }
      // Pages of the arm that a user is not in are logged, too, and left out of the report.
      LoggedImpressions.await(
          client, expected.values().stream().mapToInt(arm -> arm.impressions).sum());

      JsonObject report = arms.report(client, "");
      keepPage(client);
      thenCounted(report.getAsJsonArray("arms").get(0).getAsJsonObject(), "/control");
      thenCounted(report.getAsJsonArray("arms").get(1).getAsJsonObject(), "/treatment");
      thenHolds(report, "ctr", lift(arm -> arm.clicks / arm.impressions));
      thenHolds(report, "cpm", lift(arm -> arm.revenue / arm.impressions));
    }
  }

  /** Users as they were before the first of their ratings that the truth knows. */
  private static List<UserState> users(Dataset dataset) {
    ExampleSet test = dataset.test();
    Map<String, Integer> first = new LinkedHashMap<>();
    for (int row = 0; row < test.size(); row++) {
      int present = row;
      first.merge(
          test.impression(row).user(),
          row,
          (known, other) ->
              test.impression(known).timestamp() <= test.impression(present).timestamp()
                  ? known
                  : other);
    }
    List<UserState> users = new ArrayList<>();
    first.values().forEach(row -> users.add(UserState.of(dataset, test, row)));
    return users;
  }

  private void search(
      NodeClient client,
      UserState user,
      String phrase,
      PreferenceTruth truth,
      SplittableRandom random,
      StringBuilder clicks)
      throws IOException {
    JsonObject who = user.toJson(true);
    who.addProperty("id", user.user());
    JsonObject search =
        AdSearch.byEcpm(AdSearch.search(AdSearch.text(phrase), PAGE), "", who, WINDOW);
    JsonObject ctr = search.getAsJsonObject("rescore").getAsJsonObject("ctr");
    ctr.remove("model");
    search.add("ext", json("{\"ctr_log\": {}}"));
    Answer answer = client.send("POST", "/ads/_search", search.toString());
    String arm = arm(answer);
    String queryId = answer.headers().firstValue("X-Ctr-Query-Id").orElseThrow();
    Seen shown = seen.computeIfAbsent(arm, name -> new Seen());
    int position = 0;
    for (Hit hit : hits(answer)) {
      position++;
      double probability = expect(arm, user, truth, hit, position);
      shown.impressions++;
      if (random.nextDouble() < probability) {
        clicks.append(
            Traffic.click(queryId, user.user(), hit.id(), position, OptionalDouble.empty()));
        shown.clicks++;
      }
    }
    expectOfOther(client, search, arm, user, truth);
  }

  /** The page that the user would have seen in the other arm. */
  private void expectOfOther(
      NodeClient client, JsonObject search, String arm, UserState user, PreferenceTruth truth)
      throws IOException {
    String other = arm.endsWith("/control") ? "treatment" : "control";
    search
        .getAsJsonObject("rescore")
        .getAsJsonObject("ctr")
        .add("experiment", json("{\"name\": \"" + NAME + "\", \"arm\": \"" + other + "\"}"));
    Answer answer = client.send("POST", "/ads/_search", search.toString());
    assertThat(arm(answer)).isEqualTo(NAME + "/" + other);
    int position = 0;
    for (Hit hit : hits(answer)) {
      position++;
      expect(arm(answer), user, truth, hit, position);
    }
  }

  /** A hit of a page. */
  private record Hit(String id, double bid) {}

  private static List<Hit> hits(Answer answer) throws IOException {
    List<Hit> hits = new ArrayList<>();
    for (JsonElement element : answer.json().getAsJsonObject("hits").getAsJsonArray("hits")) {
      JsonObject hit = element.getAsJsonObject();
      JsonObject log =
          hit.getAsJsonObject("fields").getAsJsonArray("_ctr_log").get(0).getAsJsonObject();
      hits.add(new Hit(hit.get("_id").getAsString(), log.get("bid").getAsDouble()));
    }
    return hits;
  }

  private static String arm(Answer answer) {
    return answer.headers().firstValue("X-Ctr-Experiment").orElseThrow();
  }

  /** Counts a hit; the probability that it is clicked. */
  private double expect(String arm, UserState user, PreferenceTruth truth, Hit hit, int position) {
    double probability = truth.probability(user.user(), hit.id(), position);
    Expected sums = expected.computeIfAbsent(arm, name -> new Expected());
    sums.impressions++;
    sums.clicks += probability;
    sums.revenue += probability * hit.bid();
    return probability;
  }

  private double lift(ToDoubleFunction<Expected> metric) {
    return metric.applyAsDouble(requireNonNull(expected.get(NAME + "/treatment")))
            / metric.applyAsDouble(requireNonNull(expected.get(NAME + "/control")))
        - 1;
  }

  private static void keepPage(NodeClient client) throws IOException, InterruptedException {
    Path page = Path.of(System.getProperty("live.output"), "soak/simulated-experiment.html");
    Files.createDirectories(page.getParent());
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.send(
          HttpRequest.newBuilder(
                  client.address().resolve("/_ctr/experiment/" + NAME + "/_report?format=html"))
              .build(),
          HttpResponse.BodyHandlers.ofFile(page));
    }
    System.out.println("  the page: " + page);
  }

  private void thenCounted(JsonObject told, String arm) {
    Seen shown = requireNonNull(seen.get(NAME + arm));
    assertThat(told.get("impressions").getAsInt()).isEqualTo(shown.impressions);
    assertThat(told.get("clicks").getAsInt()).isEqualTo(shown.clicks);
    System.out.printf(
        Locale.ROOT,
        "  %s: %d users, CTR %.4f, CPM %.1f, took %s, model %s, calibration %s%n",
        told.get("arm").getAsString(),
        told.get("users").getAsInt(),
        told.get("ctr").getAsDouble(),
        told.get("cpm").getAsDouble(),
        told.get("took_ms"),
        told.get("model_ms"),
        told.getAsJsonObject("calibration").get("predicted_over_observed"));
  }

  private static void thenHolds(JsonObject report, String metric, double truth) {
    JsonObject lift = TwoArms.lift(report, metric);
    double low = lift.get("low").getAsDouble();
    double high = lift.get("high").getAsDouble();
    System.out.printf(
        Locale.ROOT,
        "  %s: lift %+.4f [%+.4f, %+.4f], p %.4f; true %+.4f%n",
        metric,
        lift.get("lift").getAsDouble(),
        low,
        high,
        lift.get("p").getAsDouble(),
        truth);
    assertThat(truth).as(metric).isBetween(low, high);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
