package io.ctrrank.live.loop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.List;

/** The simulated shop's catalogue, in an index whose fields have names of their own. */
final class Shop {
  static final String INDEX = "shop-1";
  static final String ALIAS = "shop";
  static final int ADS = 240;
  static final int CATEGORIES = 6;

  private static final List<String> STYLES =
      List.of("red", "blue", "green", "plain", "striped", "dotted");

  /** Share of the ads that are what is asked for in a search. */
  static final double ASKED_SHARE = 1.0 / STYLES.size();

  private Shop() {}

  static void load(NodeClient client) throws IOException {
    JsonObject definition = Quickstart.read().bodies("PUT", "/" + INDEX).getFirst();
    JsonObject settings = definition.getAsJsonObject("settings");
    settings.addProperty("number_of_shards", 1);
    settings.addProperty("number_of_replicas", 0);
    settings.addProperty("refresh_interval", -1);
    client.put("/" + INDEX, definition);
    StringBuilder lines = new StringBuilder();
    for (int ad = 0; ad < ADS; ad++) {
      lines.append("{\"create\": {\"_id\": \"doc-" + ad + "\"}}\n");
      lines.append(document(ad)).append('\n');
    }
    client.postLines("/" + INDEX + "/_bulk?refresh=true", lines.toString());
  }

  private static JsonObject document(int ad) {
    int category = ad % CATEGORIES;
    JsonArray tags = new JsonArray();
    tags.add("category-" + category);
    tags.add(style(ad));
    JsonObject document = new JsonObject();
    document.addProperty("sku", "sku-" + ad);
    document.addProperty("name", style(ad) + " thing of kind " + category + ", number " + ad);
    document.add("tags", tags);
    document.addProperty("price", 5 + ad % 37);
    document.addProperty("exposures", ADS - ad);
    return document;
  }

  private static String style(int ad) {
    return STYLES.get(ad / CATEGORIES % STYLES.size());
  }

  /** What a click on an ad costs: from 0.2 to 2 of some money. */
  static double costOfClick(int ad) {
    return 0.2 * (1 + Math.floorMod(7 * ad, 10));
  }

  /** Whether an ad is what somebody asks for who types {@code words}. */
  static boolean isAsked(int ad, String words) {
    return style(ad).equals(words);
  }

  /** What the visitor types in a search. */
  static String words(int search) {
    return STYLES.get(Math.floorMod(search, STYLES.size()));
  }

  /** The number of the ad in a document. */
  static int ad(String document) {
    return Integer.parseInt(document.substring("doc-".length()));
  }
}
