package io.ctrrank.plugin.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.test.rest.ObjectPath;
import org.jspecify.annotations.Nullable;

/**
 * The hits of an answer, best first.
 *
 * @param answer the whole answer
 * @param hits each as JSON
 */
public record Hits(Map<String, Object> answer, List<Map<String, Object>> hits) {

  /** Reads the answer of a search. */
  @SuppressWarnings("unchecked")
  public static Hits of(Map<String, Object> answer) {
    return new Hits(
        answer, (List<Map<String, Object>>) (List<?>) path(answer, "hits.hits", List.class));
  }

  /** Reads a part of JSON by its path. */
  public static <T> T path(Map<String, Object> json, String path, Class<T> type) {
    try {
      return type.cast(ObjectPath.evaluate(json, path));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Ids in order. */
  public List<String> ids() {
    return hits.stream().map(hit -> String.valueOf(hit.get("_id"))).toList();
  }

  /** Scores in order. */
  public List<Double> scores() {
    return hits.stream().map(Hits::score).toList();
  }

  /** Scores by id, in order. */
  public Map<String, Double> byId() {
    Map<String, Double> scores = new LinkedHashMap<>();
    hits.forEach(hit -> scores.put(String.valueOf(hit.get("_id")), score(hit)));
    return scores;
  }

  /** Failures of shards, empty when all answered. */
  public List<Object> shardFailures() {
    Object failures = path(answer, "_shards", Map.class).get("failures");
    return failures instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  private static Double score(Map<String, Object> hit) {
    @Nullable Object score = hit.get("_score");
    return score instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
