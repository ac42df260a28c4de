package io.ctrrank.plugin.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
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
  public static Hits of(Map<String, Object> answer) {
    return new Hits(answer, objects(answer, "hits.hits"));
  }

  /** Reads a part of JSON by its path. */
  public static <T> T path(Map<String, Object> json, String path, Class<T> type) {
    try {
      return type.cast(ObjectPath.evaluate(json, path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an object of JSON by its path. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(Map<String, Object> json, String path) {
    return (Map<String, Object>) path(json, path, Map.class);
  }

  /** Reads an array of objects of JSON by its path. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> objects(Map<String, Object> json, String path) {
    return (List<Map<String, Object>>) (List<?>) path(json, path, List.class);
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

  /** Score of the hit {@code id}, which must be there. */
  public double score(String id) {
    return requireNonNull(byId().get(id), () -> "no hit [" + id + "]");
  }

  /** Failures of shards, empty when all answered. */
  public List<Object> shardFailures() {
    Object failures = object(answer, "_shards").get("failures");
    return failures instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  /** Score of one hit, NaN when it has none. */
  public static Double score(Map<String, Object> hit) {
    @Nullable Object score = hit.get("_score");
    return score instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
