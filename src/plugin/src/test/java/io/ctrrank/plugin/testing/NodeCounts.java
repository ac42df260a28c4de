package io.ctrrank.plugin.testing;

import java.util.List;
import java.util.Map;

/**
 * What {@code GET /_ctr/stats} tells, summed over the nodes.
 *
 * @param answer the whole answer
 */
public record NodeCounts(Map<String, Object> answer) {
  /** What each node tells under a path below the node. */
  public <T> List<T> each(String path, Class<T> type) {
    return Hits.object(answer, "nodes").keySet().stream()
        .map(node -> Hits.path(answer, "nodes." + node + "." + path, type))
        .toList();
  }

  /** The sum of one count, named by its path below the node. */
  public long sum(String path) {
    return each(path, Number.class).stream().mapToLong(Number::longValue).sum();
  }

  /** By how much a count is greater than before. */
  public long since(NodeCounts before, String path) {
    return sum(path) - before.sum(path);
  }
}
