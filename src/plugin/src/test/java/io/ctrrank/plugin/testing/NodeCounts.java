package io.ctrrank.plugin.testing;

import java.util.Map;

/**
 * What {@code GET /_ctr/stats} tells, summed over the nodes.
 *
 * @param answer the whole answer
 */
public record NodeCounts(Map<String, Object> answer) {
  /** The sum of one count, named by its path below the node. */
  public long sum(String path) {
    return Hits.object(answer, "nodes").keySet().stream()
        .mapToLong(
            node -> Hits.path(answer, "nodes." + node + "." + path, Number.class).longValue())
        .sum();
  }

  /** By how much a count is greater than before. */
  public long since(NodeCounts before, String path) {
    return sum(path) - before.sum(path);
  }
}
