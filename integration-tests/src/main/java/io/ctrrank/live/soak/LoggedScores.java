package io.ctrrank.live.soak;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what is logged with what was scored: the {@code _score} of a hit, the log that the
 * search asks for, and the impression that is written, number for number as JSON has it, which is
 * bit for bit; and, within the log, the score with the prediction and the bid that it is made of.
 * Searches of many users by both kinds of score and with both kinds of model, each once with the
 * log in the answer and once without, where shards tell the log of impressions in a form of its
 * own.
 */
public final class LoggedScores {
  private static final String INDEX = "ads";
  private static final List<String> MODELS = List.of("msd", "din");
  private static final int USERS = 200;
  private static final int LEAST_HISTORY = 20;
  private static final int PAGE = 200;

  /** Their impressions are found by one search. */
  private static final int SEARCHES_AT_ONCE = 50;

  /** What an impression has of the log of a hit. */
  private static final List<String> TOLD =
      List.of(
          "model",
          "digest",
          "item",
          "rank_by",
          "score",
          "pctr",
          "ecpm",
          "bid",
          "vector",
          "degraded");

  private static final int ATTEMPTS = 600;
  private static final int PAUSE_MILLIS = 100;

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * What was compared.
   *
   * @param rows hits
   * @param differentScores hits whose score and log differ, or whose score is not what the log says
   *     it is made of
   * @param differentImpressions hits whose log or place and impression differ
   * @param lost hits without an impression
   * @param example of a difference, empty without any
   */
  public record Outcome(
      long rows, long differentScores, long differentImpressions, long lost, String example) {}

  /** A hit of a search. */
  private record Row(String query, String document) {}

  /**
   * A hit of a page.
   *
   * @param place on the page, from 1
   */
  private record Shown(Row row, int place, JsonObject json) {
    /** What was scored, where the search asked for that. */
    JsonObject log() {
      return json.getAsJsonObject("fields").getAsJsonArray("_ctr_log").get(0).getAsJsonObject();
    }
  }

  /**
   * What an impression is to tell.
   *
   * @param place on the page, from 1
   */
  private record Logged(int place, JsonObject log) {}

  /**
   * @param artifacts what the node is put together from
   * @param console where to tell how it goes
   */
  public LoggedScores(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /**
   * Starts a node and searches.
   *
   * @param rows compares so many hits at least
   */
  public Outcome run(long rows) throws IOException, InterruptedException, BundleException {
    Model msd = Model.of(artifacts.bundle("msd"));
    List<UserState> users = new DemoUsers(dataset, LEAST_HISTORY).first(USERS);
    console.heading("what is logged beside what was scored");
    try (TemporaryNode node =
        TemporaryNode.start(artifacts, MODELS, TemporaryNode.Preparation.NONE)) {
      NodeClient client = node.node().client();
      AdsIndex.load(
          client,
          IndexPlan.plain(INDEX, 2)
              .of(Films.CATALOGUE, msd.schema().itemText().orElseThrow().fields()),
          dataset.catalogue().items().subList(0, 2_000));
      ImpressionLogging.start(client, "all");
      Tally tally = new Tally();
      for (int batch = 0; tally.rows < rows; batch++) {
        compare(client, users, msd, batch, tally);
        console.progress("rows", tally.rows, rows);
      }
      return tally.outcome();
    }
  }

  private static final class Tally {
    private long rows;
    private long differentScores;
    private long differentImpressions;
    private long lost;
    private String example = "";

    void add(Shown hit, boolean isTold) {
      rows++;
      if (!isTold) {
        differentScores++;
        differ("place " + hit.place() + " of " + hit.json());
      }
    }

    void differ(String what) {
      example = example.isEmpty() ? what : example;
    }

    Outcome outcome() {
      return new Outcome(rows, differentScores, differentImpressions, lost, example);
    }
  }

  private static void compare(
      NodeClient client, List<UserState> users, Model msd, int batch, Tally tally)
      throws IOException, InterruptedException {
    Map<Row, Logged> logs = new HashMap<>();
    JsonArray queries = new JsonArray();
    for (int i = 0; i < SEARCHES_AT_ONCE / 2; i++) {
      JsonObject search = search(users, msd, batch * SEARCHES_AT_ONCE / 2 + i);
      List<Shown> told = shown(client, askingForLog(search));
      List<Shown> untold = shown(client, search);
      Map<String, JsonObject> said = new HashMap<>();
      for (Shown hit : told) {
        said.put(hit.row().document(), hit.log());
        logs.put(hit.row(), new Logged(hit.place(), hit.log()));
        tally.add(
            hit, isTold(hit, hit.log()) && hit.log().get("position").getAsInt() == hit.place());
      }
      for (Shown hit : untold) {
        // Where the vector came from may be another place by now.
        JsonObject log = said.getOrDefault(hit.row().document(), new JsonObject()).deepCopy();
        log.remove("vector");
        logs.put(hit.row(), new Logged(hit.place(), log));
        tally.add(hit, isTold(hit, log));
      }
      queries.add(told.getFirst().row().query());
      queries.add(untold.getFirst().row().query());
    }
    for (JsonElement element : impressions(client, queries, logs.size())) {
      JsonObject event = element.getAsJsonObject().getAsJsonObject("_source");
      JsonObject attributes = event.getAsJsonObject("event_attributes");
      Row row =
          new Row(
              event.get("query_id").getAsString(),
              attributes.getAsJsonObject("object").get("object_id").getAsString());
      Logged logged = logs.remove(row);
      if (logged == null
          || !same(logged.log(), attributes.getAsJsonObject("ctr"))
          || attributes.getAsJsonObject("position").get("ordinal").getAsInt() != logged.place()) {
        tally.differentImpressions++;
        tally.differ(logged + " impression " + attributes);
      }
    }
    tally.lost += logs.size();
  }

  private static boolean isTold(Shown hit, JsonObject log) {
    JsonElement score = hit.json().get("_score");
    return log.has("score")
        && score.toString().equals(log.get("score").toString())
        && isMadeOf(score.getAsFloat(), log);
  }

  /** Searches, and gives the hits of the page. */
  private static List<Shown> shown(NodeClient client, JsonObject search) throws IOException {
    Answer answer = client.send("POST", "/" + INDEX + "/_search", search.toString());
    String query = answer.headers().firstValue("X-Ctr-Query-Id").orElseThrow();
    List<Shown> shown = new ArrayList<>();
    for (JsonElement element : answer.json().getAsJsonObject("hits").getAsJsonArray("hits")) {
      JsonObject hit = element.getAsJsonObject();
      shown.add(new Shown(new Row(query, hit.get("_id").getAsString()), shown.size() + 1, hit));
    }
    return shown;
  }

  /**
   * Whether a score is the model's prediction, or what that is worth, as the log has them: no
   * formula of these searches has an exponent, and all have the time that the model takes.
   */
  private static boolean isMadeOf(float score, JsonObject log) {
    double pCtr = log.get("pctr").getAsDouble();
    if (!log.has("logit")) {
      return false;
    }
    if (log.get("rank_by").getAsString().equals("ctr")) {
      return score == (float) pCtr;
    }
    double bid = log.has("bid") ? log.get("bid").getAsDouble() : 0;
    double eCpm = log.get("ecpm").getAsDouble();
    return score == (float) eCpm && eCpm == pCtr * bid;
  }

  private static JsonObject askingForLog(JsonObject search) {
    JsonObject asking = search.deepCopy();
    JsonObject asked = new JsonObject();
    asked.add("ctr_log", new JsonObject());
    asking.add("ext", asked);
    return asking;
  }

  private static JsonObject search(List<UserState> users, Model msd, int number) {
    UserState user = users.get(number % users.size());
    boolean text = number / users.size() % 2 == 0;
    JsonObject json = user.toJson(text && msd.readsProfile());
    json.addProperty("id", user.user());
    JsonObject all = new JsonObject();
    all.add("match_all", new JsonObject());
    JsonObject search = AdSearch.search(all, PAGE);
    String model = MODELS.get(text ? 0 : 1);
    return number % 3 == 0
        ? AdSearch.byCtr(search, model, json, PAGE)
        : AdSearch.byEcpm(search, model, json, PAGE);
  }

  /** Impressions of searches, as soon as all are there. */
  private static JsonArray impressions(NodeClient client, JsonArray queries, int count)
      throws IOException, InterruptedException {
    JsonObject field = new JsonObject();
    field.add("query_id", queries);
    JsonObject terms = new JsonObject();
    terms.add("terms", field);
    JsonObject search = new JsonObject();
    search.add("query", terms);
    search.addProperty("size", SEARCHES_AT_ONCE * PAGE);
    JsonArray hits = new JsonArray();
    for (int attempt = 0; attempt < ATTEMPTS && hits.size() < count; attempt++) {
      Thread.sleep(PAUSE_MILLIS);
      client.post("/ctr-impressions*/_refresh");
      hits =
          client
              .post("/ctr-impressions*/_search", search)
              .getAsJsonObject("hits")
              .getAsJsonArray("hits");
    }
    return hits;
  }

  /** Whether an impression tells all that it has to of a log, and the same. */
  private static boolean same(JsonObject log, JsonObject impression) {
    return log.has("pctr")
        && TOLD.stream()
            .filter(log::has)
            .allMatch(
                member ->
                    impression.has(member)
                        && impression.get(member).toString().equals(log.get(member).toString()));
  }
}
