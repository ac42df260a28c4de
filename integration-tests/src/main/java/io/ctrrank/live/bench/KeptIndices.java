package io.ctrrank.live.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.TemporaryNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Indices that lie on one node of a cluster, so that what it does for them can be told apart. */
public final class KeptIndices {
  private KeptIndices() {}

  /** A node that can keep indices and has no other work. */
  public static LiveCluster.Member keeper(String name) {
    List<String> settings = new ArrayList<>(TemporaryNode.withoutOtherWork());
    settings.add("node.attr.keeper: " + name);
    return new LiveCluster.Member(name, settings);
  }

  /** Settings of an index without copies that lies on one node. */
  public static JsonObject keptBy(String node) {
    JsonObject settings = new JsonObject();
    settings.addProperty("index.number_of_replicas", 0);
    settings.addProperty("index.routing.allocation.require.keeper", node);
    return settings;
  }

  /** A template of the settings of indices. */
  public static JsonObject template(JsonObject settings) {
    JsonObject inner = new JsonObject();
    inner.add("settings", settings);
    JsonObject template = new JsonObject();
    template.add("template", inner);
    return template;
  }

  /** Has indices whose names fit a pattern made on one node. */
  public static void keep(NodeClient client, String pattern, String node) throws IOException {
    JsonObject template = template(keptBy(node));
    JsonArray patterns = new JsonArray();
    patterns.add(pattern);
    template.add("index_patterns", patterns);
    client.put("/_index_template/kept-by-" + node, template);
  }
}
