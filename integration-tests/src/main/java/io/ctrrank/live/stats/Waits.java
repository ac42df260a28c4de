package io.ctrrank.live.stats;

import com.google.gson.JsonObject;

/**
 * A histogram of the node, since its start, in ms.
 *
 * @param count waits
 * @param p50 median
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param max the longest
 */
public record Waits(long count, double p50, double p99, double p999, double max) {

  static Waits of(JsonObject json) {
    return new Waits(
        json.get("count").getAsLong(),
        json.get("p50_ms").getAsDouble(),
        json.get("p99_ms").getAsDouble(),
        json.get("p99_9_ms").getAsDouble(),
        json.get("max_ms").getAsDouble());
  }
}
