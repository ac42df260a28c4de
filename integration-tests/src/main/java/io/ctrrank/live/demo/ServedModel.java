package io.ctrrank.live.demo;

import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a single-node cluster says of one of its models.
 *
 * @param id of the model
 * @param info the entry of {@code GET /_ctr/model}
 */
public record ServedModel(String id, JsonObject info) {
  private static final List<String> SHOWN_METRICS = List.of("auc", "gauc");

  /** Asks the node. */
  public static ServedModel of(NodeClient client, String id) throws IOException {
    JsonObject nodes = client.get("/_ctr/model/" + id).getAsJsonObject("nodes");
    JsonObject models =
        nodes.asMap().values().iterator().next().getAsJsonObject().getAsJsonObject("models");
    return new ServedModel(id, models.getAsJsonObject(id));
  }

  /** Whether it serves. */
  public boolean ready() {
    return text("state").equals("ready");
  }

  /** One line for people. */
  public String summary() {
    if (!ready()) {
      return "[" + id + "] is " + text("state") + ": " + text("reason");
    }
    JsonObject metrics = info.getAsJsonObject("metrics").getAsJsonObject("test");
    String shown =
        SHOWN_METRICS.stream()
            .filter(metrics::has)
            .map(
                name ->
                    String.format(Locale.ROOT, "%s %.4f", name, metrics.get(name).getAsDouble()))
            .collect(Collectors.joining(", "));
    return "["
        + id
        + "] is ready on ["
        + text("provider")
        + "], digest "
        + text("digest").substring(0, 12)
        + ", test "
        + shown;
  }

  private String text(String member) {
    return info.get(member).getAsString();
  }
}
