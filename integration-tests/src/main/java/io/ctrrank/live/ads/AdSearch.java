package io.ctrrank.live.ads;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * Bodies of searches in an ads index. They wait for every vector, however cold the node is, unless
 * told to hurry.
 */
public final class AdSearch {
  private static final String PATIENCE = "60s";
  private static final String TIMEOUT = "timeout";

  private AdSearch() {}

  /** What a user typed, matched against title, categories and overview: the recall of the demo. */
  public static JsonObject text(String text) {
    JsonArray fields = new JsonArray();
    fields.add("title^2");
    fields.add("category.text");
    fields.add("overview");
    JsonObject match = new JsonObject();
    match.addProperty("query", text);
    match.add("fields", fields);
    return object("multi_match", match);
  }

  /**
   * As {@link #text(String)}.
   *
   * @param boost factor of the first-pass scores
   */
  public static JsonObject text(String text, double boost) {
    JsonObject query = text(text);
    query.getAsJsonObject("multi_match").addProperty("boost", boost);
    return query;
  }

  /** What {@code query} finds, those first that were shown often; needs {@code shown}. */
  public static JsonObject popular(JsonObject query) {
    JsonObject factor = new JsonObject();
    factor.addProperty("field", "shown");
    factor.addProperty("modifier", "log2p");
    factor.addProperty("missing", 0);
    JsonObject functionScore = object("query", query);
    functionScore.add("field_value_factor", factor);
    return object("function_score", functionScore);
  }

  /** What {@code query} finds among the ads of a year and later ones, with the same scores. */
  public static JsonObject since(JsonObject query, int year) {
    JsonObject from = new JsonObject();
    from.addProperty("gte", year);
    JsonObject bool = object("must", query);
    bool.add("filter", object("range", object("year", from)));
    return object("bool", bool);
  }

  /** Exactly one ad, with first-pass score 0. */
  public static JsonObject item(String id) {
    return object("bool", object("filter", term(id)));
  }

  /**
   * Exactly these ads, with one first-pass score for all.
   *
   * @param score that score
   */
  public static JsonObject items(List<String> ids, double score) {
    JsonArray values = new JsonArray(ids.size());
    ids.forEach(values::add);
    JsonObject field = new JsonObject();
    field.add("item_id", values);
    JsonObject constant = object("filter", object("terms", field));
    constant.addProperty("boost", score);
    return object("constant_score", constant);
  }

  /** Exactly one ad, with the first-pass score that {@code text} gives it, 0 without a match. */
  public static JsonObject item(String id, String text) {
    JsonObject bool = object("filter", term(id));
    bool.add("should", text(text));
    return object("bool", bool);
  }

  /**
   * A search that returns ids and scores.
   *
   * @param query the recall
   * @param size hits to return
   */
  public static JsonObject search(JsonObject query, int size) {
    JsonObject body = object("query", query);
    body.addProperty("size", size);
    body.addProperty("_source", false);
    return body;
  }

  /**
   * Adds the rescorer to a search.
   *
   * @param search changed and returned
   * @param model id of the model
   * @param user the {@code user} member
   * @param window hits to rescore
   */
  public static JsonObject byCtr(JsonObject search, String model, JsonObject user, int window) {
    JsonObject ctr = new JsonObject();
    ctr.addProperty("model", model);
    ctr.addProperty("rank_by", "ctr");
    ctr.add("user", user);
    ctr.addProperty(TIMEOUT, PATIENCE);
    JsonObject rescore = object("ctr", ctr);
    rescore.addProperty("window_size", window);
    search.add("rescore", rescore);
    return search;
  }

  /**
   * Adds Elasticsearch's own rescorer to a search: the first-pass score plus the bid.
   *
   * @param search changed and returned
   * @param window hits to rescore
   */
  public static JsonObject byBid(JsonObject search, int window) {
    JsonObject factor = new JsonObject();
    factor.addProperty("field", "bid");
    factor.addProperty("missing", 0);
    JsonObject rescore =
        object(
            "query",
            object(
                "rescore_query", object("function_score", object("field_value_factor", factor))));
    rescore.addProperty("window_size", window);
    search.add("rescore", rescore);
    return search;
  }

  /** As {@link #byCtr}, ranked by pCTR x bid. */
  public static JsonObject byEcpm(JsonObject search, String model, JsonObject user, int window) {
    byCtr(search, model, user, window);
    JsonObject ctr = ctr(search);
    ctr.addProperty("rank_by", "ecpm");
    ctr.addProperty("bid_field", "bid");
    return search;
  }

  /**
   * Lets a rescored search wait no longer than {@code timeout} for vectors.
   *
   * @param search changed and returned
   * @param timeout such as {@code 20ms}
   */
  public static JsonObject within(JsonObject search, String timeout) {
    ctr(search).addProperty(TIMEOUT, timeout);
    return search;
  }

  /**
   * Lets a rescored search wait as long as the cluster is set.
   *
   * @param search changed and returned
   */
  public static JsonObject withinDefault(JsonObject search) {
    ctr(search).remove(TIMEOUT);
    return search;
  }

  private static JsonObject ctr(JsonObject search) {
    return search.getAsJsonObject("rescore").getAsJsonObject("ctr");
  }

  private static JsonObject term(String itemId) {
    JsonObject field = new JsonObject();
    field.addProperty("item_id", itemId);
    return object("term", field);
  }

  private static JsonObject object(String name, JsonObject value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }
}
