package io.ctrrank.live.stats;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node has counted since its start.
 *
 * @param json the node's entry of {@code GET /_ctr/stats}
 */
public record NodeCounts(JsonObject json) {

  /** Asks the only node of a cluster. */
  public static NodeCounts of(NodeClient client) throws IOException {
    return all(client).values().iterator().next();
  }

  /** Asks every node; by name. */
  public static Map<String, NodeCounts> all(NodeClient client) throws IOException {
    Map<String, NodeCounts> counts = new TreeMap<>();
    for (JsonElement each : client.get("/_ctr/stats").getAsJsonObject("nodes").asMap().values()) {
      JsonObject node = each.getAsJsonObject();
      counts.put(node.get("name").getAsString(), new NodeCounts(node));
    }
    return counts;
  }

  /** Where vectors came from. */
  public TierCounts tiers() {
    return new TierCounts(
        count("tiers", "in_process", "hits"),
        count("tiers", "in_process", "misses"),
        count("tiers", "redis", "hits"),
        count("tiers", "redis", "written_back"),
        count("tiers", "encoder", "encoded"),
        count("rescore", "hits"),
        fallbacks().values().stream().mapToLong(Long::longValue).sum());
  }

  /** Hits that were scored with the fallback vector, by reason. */
  public Map<String, Long> fallbacks() {
    return counts("fallbacks");
  }

  /** Degraded windows and users, by reason. */
  public Map<String, Long> degradations() {
    return counts("degradations");
  }

  /** A count of {@code tiers.encoder}, such as {@code encoded_remotely}. */
  public long encoder(String name) {
    return count("tiers", "encoder", name);
  }

  /** A count of the log of impressions, such as {@code written}. */
  public long impressions(String name) {
    return count("impressions", name);
  }

  /** How long search threads of shards waited for vectors. */
  public Waits shardWaits() {
    return Waits.of(json.getAsJsonObject("rescore").getAsJsonObject("shard_wait"));
  }

  /** How long requests waited at their coordinator for their user. */
  public Waits coordinatorWaits() {
    return Waits.of(json.getAsJsonObject("rescore").getAsJsonObject("coordinator_wait"));
  }

  /** The number at the end of a path, 0 where the node counts no such thing. */
  private long count(String... path) {
    JsonElement element = json;
    for (String member : path) {
      if (!element.getAsJsonObject().has(member)) {
        return 0;
      }
      element = element.getAsJsonObject().get(member);
    }
    return element.getAsLong();
  }

  private Map<String, Long> counts(String member) {
    Map<String, Long> counts = new TreeMap<>();
    json.getAsJsonObject("rescore")
        .getAsJsonObject(member)
        .asMap()
        .forEach((reason, count) -> counts.put(reason, count.getAsLong()));
    return counts;
  }
}
