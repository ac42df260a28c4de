package io.ctrrank.live.loop;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The shop's application: searches for its visitors, posts what they click, and appends what they
 * saw to their histories. Not thread-safe.
 */
final class Traffic {
  static final int VISITORS = 200;
  static final int PAGE = 8;

  /** All that a search recalls are looked at by the model. */
  private static final int WINDOW = 40;

  private static final int SECONDS_A_ROUND = 60;

  private final NodeClient client;
  private final ClickTruth truth;
  private final long start = Instant.now().getEpochSecond() - 3_600;
  private final Map<String, Shown> byArm = new TreeMap<>();
  private int round;

  /**
   * What an arm's visitors saw.
   *
   * @param impressions how many
   * @param asked how many of them are what was asked for
   * @param clicks how many were drawn
   * @param revenue what the drawn clicks cost
   * @param expectedClicks sum of the true probabilities of a click
   * @param expectedRevenue sum of these times what a click costs
   */
  record Shown(
      int impressions,
      int asked,
      int clicks,
      double revenue,
      double expectedClicks,
      double expectedRevenue) {
    static final Shown NOTHING = new Shown(0, 0, 0, 0, 0, 0);

    /** One impression. */
    static Shown of(boolean asked, boolean clicked, double probability, double cost) {
      return new Shown(
          1, asked ? 1 : 0, clicked ? 1 : 0, clicked ? cost : 0, probability, probability * cost);
    }

    Shown and(Shown other) {
      return new Shown(
          impressions + other.impressions,
          asked + other.asked,
          clicks + other.clicks,
          revenue + other.revenue,
          expectedClicks + other.expectedClicks,
          expectedRevenue + other.expectedRevenue);
    }

    double askedShare() {
      return (double) asked / impressions;
    }

    double expectedClickRate() {
      return expectedClicks / impressions;
    }

    double expectedCpm() {
      return 1_000 * expectedRevenue / impressions;
    }
  }

  /** What was shown in an arm or by a team, which must be there. */
  static Shown of(String arm, Map<String, Shown> shown) {
    return requireNonNull(shown.get(arm), () -> "nothing was shown in arm [" + arm + "]");
  }

  Traffic(NodeClient client, ClickTruth truth) {
    this.client = client;
    this.truth = truth;
  }

  /**
   * Lets every visitor search once a round.
   *
   * @return what visitors saw by arm or team, the empty one for those in none
   */
  Map<String, Shown> run(int rounds, Search search) throws IOException {
    byArm.clear();
    for (int i = 0; i < rounds; i++) {
      StringBuilder clicks = new StringBuilder();
      JsonArray events = new JsonArray();
      for (int visitor = 0; visitor < VISITORS; visitor++) {
        search(visitor, search, clicks, events);
      }
      post(client, clicks.toString());
      JsonObject body = new JsonObject();
      body.add("events", events);
      JsonObject appended = client.post("/_ctr/user/_events", body);
      require(!appended.get("errors").getAsBoolean(), appended);
      round++;
    }
    return new HashMap<>(byArm);
  }

  /** A way to search. */
  @FunctionalInterface
  interface Search {
    /**
     * The body of a search.
     *
     * @param words what the visitor types
     * @param draw seed of the order of recall
     * @param user the member {@code user} of the rescorer
     */
    String body(String words, int draw, JsonObject user);
  }

  /**
   * Recalls what has the words.
   *
   * @param rescorer the member {@code ctr} without the user
   */
  static Search recalledByWords(String rescorer) {
    return (words, draw, user) -> {
      JsonObject ctr = JsonParser.parseString(rescorer).getAsJsonObject();
      ctr.add("user", user);
      return """
          {"size": %d, "_source": false, "query": %s, "rescore": {"window_size": %d, "ctr": %s}}"""
          .formatted(
              PAGE, atRandom("{\"match\": {\"name\": \"" + words + "\"}}", draw), WINDOW, ctr);
    };
  }

  /**
   * Recalls anything, and tells the words.
   *
   * @param model {@code _none} for the order of recall
   */
  static Search askedOf(String model) {
    return (words, draw, user) ->
        anything(
            draw,
            """
            {"model": "%s", "user": %s, "query_text": "%s"}"""
                .formatted(model, user, words));
  }

  /** Recalls anything, and keeps the words to itself. */
  static Search notAskedOf(String model) {
    return (words, draw, user) ->
        anything(
            draw,
            """
            {"model": "%s", "user": %s}"""
                .formatted(model, user));
  }

  /** Recalls anything, tells the words, and leaves the model to the visitor's arm. */
  static Search askedByArm() {
    return (words, draw, user) ->
        anything(
            draw,
            """
            {"user": %s, "query_text": "%s"}"""
                .formatted(user, words));
  }

  private static String anything(int draw, String rescorer) {
    return """
        {"size": %d, "_source": false, "query": %s, "rescore": {"window_size": %d, "ctr": %s}}"""
        .formatted(PAGE, atRandom("{\"match_all\": {}}", draw), WINDOW, rescorer);
  }

  /** Recalls anything, and has two models draft the page, which are told the words. */
  static Search askedOfTwo(String name, String first, String second) {
    return (words, draw, user) ->
        """
        {"size": %d, "_source": false, "retriever": {"ctr_interleave": {
          "name": "%s", "models": ["%s", "%s"], "retriever": {"standard": {"query": %s}},
          "rescore": {"window_size": %d, "ctr": {"user": %s, "query_text": "%s"}}}}}"""
            .formatted(
                PAGE,
                name,
                first,
                second,
                atRandom("{\"match_all\": {}}", draw),
                WINDOW,
                user,
                words);
  }

  private static String atRandom(String query, int draw) {
    return """
        {"function_score": {"query": %s, "boost_mode": "replace",
         "random_score": {"seed": %d, "field": "_seq_no"}}}"""
        .formatted(query, draw);
  }

  private void search(int visitor, Search search, StringBuilder clicks, JsonArray events)
      throws IOException {
    JsonObject user = new JsonObject();
    user.addProperty("id", user(visitor));
    String words = Shop.words(round + visitor);
    Answer answer =
        client.send(
            "POST",
            "/" + Shop.ALIAS + "/_search",
            search.body(words, round * VISITORS + visitor, user));
    String experiment = answer.headers().firstValue("X-Ctr-Experiment").orElse("");
    String queryId = answer.headers().firstValue("X-Ctr-Query-Id").orElseThrow();
    JsonArray hits = answer.json().getAsJsonObject("hits").getAsJsonArray("hits");
    int position = 0;
    for (JsonElement hit : hits) {
      position++;
      String document = hit.getAsJsonObject().get("_id").getAsString();
      int ad = Shop.ad(document);
      boolean asked = Shop.isAsked(ad, words);
      boolean clicked = truth.clicks(visitor, ad, position, asked, round);
      double cost = Shop.costOfClick(ad);
      byArm.merge(
          team(hit.getAsJsonObject()).orElse(experiment),
          Shown.of(asked, clicked, truth.probability(visitor, ad, position, asked), cost),
          Shown::and);
      events.add(event(visitor, ad, clicked));
      if (clicked) {
        clicks.append(click(queryId, user(visitor), document, position, OptionalDouble.of(cost)));
      }
    }
  }

  private static Optional<String> team(JsonObject hit) {
    return Optional.ofNullable(hit.getAsJsonObject("fields"))
        .map(fields -> fields.getAsJsonArray("_ctr_team"))
        .map(teams -> teams.get(0).getAsJsonObject().get("team").getAsString());
  }

  private JsonObject event(int visitor, int ad, boolean clicked) {
    JsonObject event = new JsonObject();
    event.addProperty("user", user(visitor));
    event.addProperty("item", "sku-" + ad);
    event.addProperty("ts", start + (long) round * SECONDS_A_ROUND);
    event.addProperty("type", clicked ? "click" : "skip");
    return event;
  }

  /**
   * Lines of a bulk request that post one click.
   *
   * @param position place of the hit, from 1
   * @param price what the click costs; without, it is the impression's bid
   */
  static String click(
      String queryId, String user, String document, int position, OptionalDouble price) {
    JsonObject place = new JsonObject();
    place.addProperty("ordinal", position);
    JsonObject object = new JsonObject();
    object.addProperty("object_id", document);
    JsonObject attributes = new JsonObject();
    attributes.add("object", object);
    attributes.add("position", place);
    price.ifPresent(cost -> attributes.addProperty("price", cost));
    String now = Instant.now().toString();
    JsonObject click = new JsonObject();
    click.addProperty("@timestamp", now);
    click.addProperty("timestamp", now);
    click.addProperty("action_name", "click");
    click.addProperty("query_id", queryId);
    click.addProperty("client_id", user);
    click.add("event_attributes", attributes);
    return "{\"create\": {}}\n" + click + "\n";
  }

  /** Posts clicks, all of them or with an error. */
  static void post(NodeClient client, String clicks) throws IOException {
    JsonObject posted = client.postLines("/ctr-clicks/_bulk", clicks);
    require(!posted.get("errors").getAsBoolean(), posted);
  }

  private static String user(int visitor) {
    return "visitor-" + visitor;
  }

  private static void require(boolean good, JsonObject answer) throws IOException {
    if (!good) {
      throw new IOException("node answered with errors: " + answer);
    }
  }
}
