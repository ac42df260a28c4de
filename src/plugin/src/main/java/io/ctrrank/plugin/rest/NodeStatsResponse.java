package io.ctrrank.plugin.rest;

import java.io.IOException;
import java.util.Map;
import org.elasticsearch.action.support.nodes.BaseNodeResponse;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one node. They travel as they are told, so that nodes of different releases
 * understand each other.
 */
public final class NodeStatsResponse extends BaseNodeResponse {
  private final Map<String, Object> stats;

  NodeStatsResponse(DiscoveryNode node, Map<String, Object> stats) {
    super(node);
    this.stats = stats;
  }

  NodeStatsResponse(StreamInput in, @Nullable DiscoveryNode node) throws IOException {
    super(in, node);
    this.stats = in.readGenericMap();
  }

  /** As JSON objects. */
  public Map<String, Object> stats() {
    return stats;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeGenericMap(stats);
  }
}
