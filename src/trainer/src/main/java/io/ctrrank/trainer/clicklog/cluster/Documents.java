package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * All documents that a search finds, as they are at one point in time, in pages. A shard that does
 * not answer is an error: a part of a log would teach something else.
 */
final class Documents {
  /** How long the cluster keeps the point in time for the next page. */
  private static final String KEEP_ALIVE = "5m";

  private static final int PAGE = 5_000;

  private final Cluster cluster;
  private final String index;

  /**
   * @param index index, alias, data stream, or several of them
   */
  Documents(Cluster cluster, String index) {
    this.cluster = cluster;
    this.index = index;
  }

  /** Takes one hit. */
  @FunctionalInterface
  interface Receiver {
    void accept(JsonObject hit) throws IOException;
  }

  /**
   * Hands over all hits.
   *
   * @param search body of the search: query, sort, what to tell of hits
   * @return how many there were
   */
  long forEach(JsonObject search, Receiver receiver) throws IOException {
    String point =
        cluster
            .send("POST", path(index) + "/_pit?keep_alive=" + KEEP_ALIVE, null)
            .get("id")
            .getAsString();
    try {
      long hits = 0;
      JsonElement after = null;
      while (true) {
        JsonObject page = page(search, point, after);
        point = page.get("pit_id").getAsString();
        JsonArray found = page.getAsJsonObject("hits").getAsJsonArray("hits");
        for (JsonElement hit : found) {
          receiver.accept(hit.getAsJsonObject());
          after = hit.getAsJsonObject().get("sort");
        }
        hits += found.size();
        if (found.size() < PAGE) {
          return hits;
        }
      }
    } finally {
      close(point);
    }
  }

  private JsonObject page(JsonObject search, String point, @Nullable JsonElement after)
      throws ClusterException {
    JsonObject body = search.deepCopy();
    JsonObject pit = new JsonObject();
    pit.addProperty("id", point);
    pit.addProperty("keep_alive", KEEP_ALIVE);
    body.add("pit", pit);
    body.addProperty("size", PAGE);
    body.addProperty("track_total_hits", false);
    if (after != null) {
      body.add("search_after", after);
    }
    return cluster.send("POST", "_search?allow_partial_search_results=false", body);
  }

  /** Best effort: a point in time that stays goes by itself. */
  private void close(String point) {
    JsonObject body = new JsonObject();
    body.addProperty("id", point);
    try {
      cluster.send("DELETE", "_pit", body);
    } catch (ClusterException e) {
      // What was found stands; the cluster forgets the point after the time it was kept for.
    }
  }

  /** A name as part of an address. */
  static String path(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
