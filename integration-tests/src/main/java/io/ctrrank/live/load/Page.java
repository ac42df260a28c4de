package io.ctrrank.live.load;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One answer, looked at.
 *
 * @param failure why it counts as failed: an HTTP status other than 200, a failed shard, a timeout,
 *     no hits; empty when it is whole
 * @param mixture what on it is of another scale; empty when all is of one
 * @param degradations reasons that the node tells
 * @param hits its hits
 */
public record Page(
    Optional<String> failure, Optional<String> mixture, Set<String> degradations, JsonArray hits) {
  /** Tells what was worse than it should be. */
  public static final String DEGRADED = "X-Ctr-Degraded";

  /**
   * No model of the tests predicts less. Bids are in micros and first-pass scores far above any
   * bid, so a score of another scale stands for a pCTR far below this or above 1.
   */
  private static final double LEAST_PCTR = 1e-3;

  private static final int OK = 200;

  public Page {
    requireNonNull(hits, "hits is null");
    degradations = Set.copyOf(degradations);
  }

  /** Looks at the answer to a search. */
  public static Page of(NodeClient.Answer answer, Scale scale) {
    Set<String> degradations = degradations(answer.headers().allValues(DEGRADED));
    if (answer.status() != OK) {
      return failed("status " + answer.status() + ": " + answer.body(), degradations);
    }
    JsonObject body = answer.body().getAsJsonObject();
    if (body.get("timed_out").getAsBoolean()) {
      return failed("timed out", degradations);
    }
    if (body.getAsJsonObject("_shards").get("failed").getAsInt() > 0) {
      return failed("shards failed: " + body.get("_shards"), degradations);
    }
    JsonArray hits = body.getAsJsonObject("hits").getAsJsonArray("hits");
    if (hits.isEmpty()) {
      return failed("no hits", degradations);
    }
    return new Page(Optional.empty(), mixture(hits, scale), degradations, hits);
  }

  /** An answer that never came. */
  static Page failed(String failure, Set<String> degradations) {
    return new Page(Optional.of(failure), Optional.empty(), degradations, new JsonArray());
  }

  private static Set<String> degradations(List<String> values) {
    Set<String> reasons = new TreeSet<>();
    for (String value : values) {
      for (String reason : value.split(",", -1)) {
        if (!reason.isBlank()) {
          reasons.add(reason.strip());
        }
      }
    }
    return reasons;
  }

  private static Optional<String> mixture(JsonArray hits, Scale scale) {
    double last = Double.POSITIVE_INFINITY;
    for (JsonElement element : hits) {
      JsonObject hit = element.getAsJsonObject();
      double pCtr = scale.pCtr(hit);
      // Not the other way round: NaN is wrong as well.
      if (!(pCtr >= LEAST_PCTR && pCtr <= 1)) {
        return Optional.of("score of " + hit + " is not of scale " + scale);
      }
      if (Scale.score(hit) > last) {
        return Optional.of("score of " + hit + " is higher than [" + last + "] before it");
      }
      last = Scale.score(hit);
    }
    return Optional.empty();
  }
}
