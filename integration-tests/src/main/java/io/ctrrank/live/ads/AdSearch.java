package io.ctrrank.live.ads;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Bodies of searches in an ads index. */
public final class AdSearch {
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

  /** Exactly one ad, with first-pass score 0. */
  public static JsonObject item(String id) {
    return object("bool", object("filter", term(id)));
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
    JsonObject rescore = object("ctr", ctr);
    rescore.addProperty("window_size", window);
    search.add("rescore", rescore);
    return search;
  }

  /** As {@link #byCtr}, ranked by pCTR x bid. */
  public static JsonObject byEcpm(JsonObject search, String model, JsonObject user, int window) {
    byCtr(search, model, user, window);
    JsonObject ctr = search.getAsJsonObject("rescore").getAsJsonObject("ctr");
    ctr.addProperty("rank_by", "ecpm");
    ctr.addProperty("bid_field", "bid");
    return search;
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
