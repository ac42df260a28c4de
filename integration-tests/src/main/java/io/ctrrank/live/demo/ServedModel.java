package io.ctrrank.live.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a single-node cluster says of one of its models.
 *
 * @param id of the model
 * @param info the entry of {@code GET /_ctr/model}
 * @param status the entry of {@code GET /_ctr/model/_status}
 */
public record ServedModel(String id, JsonObject info, JsonObject status) {
  private static final Set<String> TOLD = Set.of("auc", "gauc", "log_loss");

  /** Asks the node. */
  public static ServedModel of(NodeClient client, String id) throws IOException {
    JsonObject info = client.get("/_ctr/model/" + id).getAsJsonObject("models").getAsJsonObject(id);
    JsonObject nodes = client.get("/_ctr/model/" + id + "/_status").getAsJsonObject("nodes");
    JsonObject models =
        nodes.asMap().values().iterator().next().getAsJsonObject().getAsJsonObject("models");
    return new ServedModel(id, info, models.getAsJsonObject(id));
  }

  /** Whether it serves. */
  public boolean ready() {
    return text("state").equals("ready");
  }

  /** The device it runs on. */
  public String provider() {
    return text("provider");
  }

  /** One line for people. */
  public String summary() {
    if (!ready()) {
      return "[" + id + "] is " + text("state") + ": " + text("reason");
    }
    String metrics =
        info.getAsJsonObject("metrics").getAsJsonObject("test").asMap().entrySet().stream()
            .filter(metric -> TOLD.contains(metric.getKey()))
            .map(ServedModel::metric)
            .collect(Collectors.joining(", "));
    return "["
        + id
        + "] is ready on ["
        + provider()
        + "], digest "
        + text("digest").substring(0, 12)
        + ", test "
        + metrics;
  }

  private String text(String member) {
    return status.get(member).getAsString();
  }

  private static String metric(Map.Entry<String, JsonElement> metric) {
    return String.format(Locale.ROOT, "%s %.4f", metric.getKey(), metric.getValue().getAsDouble());
  }
}
