package io.ctrrank.live.ads;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.util.List;

/** Loads items as an ads index. */
public final class AdsIndex {
  /** Seed of the simulated bids. */
  public static final long BID_SEED = 20261122;

  private static final int BULK = 1000;

  private static final String DEFINITION =
      """
      {
        "settings": {
          "number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1,
          "ctr.text_fields": ["title", "category", "overview"]
        },
        "mappings": {
          "dynamic": "strict",
          "properties": {
            "item_id": {"type": "keyword"},
            "title": {"type": "text"},
            "category": {"type": "keyword", "fields": {"text": {"type": "text"}}},
            "year": {"type": "integer"},
            "overview": {"type": "text"},
            "bid": {"type": "double"},
            "shown": {"type": "integer"}
          }
        }
      }
      """;

  private AdsIndex() {}

  /**
   * Creates and fills an index, then refreshes it.
   *
   * @param client the node
   * @param name of the index
   * @param shards number of primary shards; there are no replicas
   * @param items the items, indexed with their ids as document ids
   */
  public static void load(NodeClient client, String name, int shards, List<Item> items)
      throws IOException {
    load(client, IndexPlan.plain(name, shards), items);
  }

  /** As {@link #load(NodeClient, String, int, List)}, by a plan. */
  public static void load(NodeClient client, IndexPlan plan, List<Item> items) throws IOException {
    String name = plan.name();
    JsonObject definition = JsonParser.parseString(DEFINITION).getAsJsonObject();
    plan.addTo(definition.getAsJsonObject("settings"));
    client.put("/" + name, definition);
    double[] bids = SimulatedBids.draw(items.size(), BID_SEED);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      JsonObject document = document(item, bids[i] * plan.bidUnit());
      if (plan.shown().containsKey(item.id())) {
        document.addProperty("shown", plan.shown().get(item.id()));
      }
      append(lines, plan.documents() + item.id(), document);
      if ((i + 1) % BULK == 0 || i + 1 == items.size()) {
        JsonObject answer = client.postLines("/" + name + "/_bulk", lines.toString());
        if (answer.get("errors").getAsBoolean()) {
          throw new IOException("bulk request into [" + name + "] has errors: " + answer);
        }
        lines.setLength(0);
        if (plan.segments() > 1) {
          client.post("/" + name + "/_refresh");
        }
      }
    }
    client.post("/" + name + "/_forcemerge?max_num_segments=" + plan.segments());
    client.post("/" + name + "/_refresh");
  }

  private static void append(StringBuilder lines, String id, JsonObject document) {
    JsonObject action = new JsonObject();
    JsonObject target = new JsonObject();
    target.addProperty("_id", id);
    action.add("index", target);
    lines.append(action).append('\n').append(document).append('\n');
  }

  /** The document of one item; unknown values are left out, as a catalogue feed would. */
  static JsonObject document(Item item, double bid) {
    JsonObject document = new JsonObject();
    document.addProperty("item_id", item.id());
    document.addProperty("title", item.title());
    JsonArray categories = new JsonArray();
    item.categories().forEach(categories::add);
    document.add("category", categories);
    if (!Double.isNaN(item.number())) {
      document.addProperty("year", (int) item.number());
    }
    if (!item.overview().isEmpty()) {
      document.addProperty("overview", item.overview());
    }
    document.addProperty("bid", bid);
    return document;
  }
}
