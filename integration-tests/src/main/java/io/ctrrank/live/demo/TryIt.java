package io.ctrrank.live.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.runtime.testing.LocalRedis;
import java.util.List;
import java.util.Locale;

/** Three commands to try on a node that keeps running, and how to end it and its Redis. */
public final class TryIt {
  private static final int WINDOW = 200;
  private static final int SIZE = 5;

  private TryIt() {}

  /** The commands. */
  public static String describe(LiveNode node, LocalRedis redis, String index, String model) {
    JsonObject byCtr = AdSearch.byCtr(search(), model, user(), WINDOW);
    JsonObject byEcpm = AdSearch.byEcpm(search(), model, user(), WINDOW);
    JsonObject explained = AdSearch.byEcpm(search(), model, user(), WINDOW);
    List.of(byCtr, byEcpm, explained).forEach(AdSearch::withinDefault);
    explained.addProperty("explain", true);
    explained.addProperty("size", 1);
    return String.join(
        "\n",
        "by pCTR, for a user who clicked Toy Story and The Lion King and skipped Heat:",
        curl(node, index, byCtr),
        "",
        "by eCPM = pCTR x bid:",
        curl(node, index, byEcpm),
        "",
        "the first hit explained:",
        curl(node, index, explained),
        "",
        "stop both and remove their folders:",
        String.format(
            Locale.ROOT,
            "kill %1$d %2$d; while kill -0 %1$d 2>/dev/null; do sleep 1; done; rm -r %3$s %4$s",
            node.launcherPid(),
            redis.pid(),
            node.folder().root(),
            redis.folder()));
  }

  private static JsonObject search() {
    JsonObject search = AdSearch.search(AdSearch.text(Showcase.QUERY), SIZE);
    JsonArray fields = new JsonArray();
    fields.add("title");
    fields.add("bid");
    search.add("_source", fields);
    return search;
  }

  private static JsonObject user() {
    JsonArray history = new JsonArray();
    history.add("1");
    history.add("364");
    JsonObject skipped = new JsonObject();
    skipped.addProperty("item", "6");
    skipped.addProperty("type", "skip");
    history.add(skipped);
    JsonObject user = new JsonObject();
    user.add("history", history);
    return user;
  }

  private static String curl(LiveNode node, String index, JsonObject body) {
    return String.format(
        Locale.ROOT,
        "curl -s -H 'Content-Type: application/json' '%s/%s/_search?pretty&filter_path=hits.hits'"
            + " -d '%s'",
        node.client().address(),
        index,
        body);
  }
}
