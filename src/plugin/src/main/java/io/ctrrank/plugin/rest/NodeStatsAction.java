package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.stats.NodeStats;
import java.io.IOException;
import java.util.List;
import org.elasticsearch.action.FailedNodeException;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.nodes.TransportNodesAction;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Does something on all nodes and collects their counts. */
abstract class NodeStatsAction
    extends TransportNodesAction<
        GetStatsRequest, GetStatsResponse, NodeStatsRequest, NodeStatsResponse, Void> {
  private final NodeStats stats;

  NodeStatsAction(
      String name,
      ThreadPool threads,
      ClusterService cluster,
      TransportService transport,
      ActionFilters filters,
      NodeStats stats) {
    super(
        name,
        cluster,
        transport,
        filters,
        NodeStatsRequest::new,
        threads.executor(ThreadPool.Names.MANAGEMENT));
    this.stats = stats;
  }

  /** What is to be done on each node before its counts are read. */
  abstract void before(NodeStats node);

  @Override
  protected GetStatsResponse newResponse(
      GetStatsRequest request, List<NodeStatsResponse> nodes, List<FailedNodeException> failures) {
    return new GetStatsResponse(clusterService.getClusterName(), nodes, failures);
  }

  @Override
  protected NodeStatsRequest newNodeRequest(GetStatsRequest request) {
    return new NodeStatsRequest();
  }

  @Override
  protected NodeStatsResponse newNodeResponse(StreamInput in, DiscoveryNode node)
      throws IOException {
    return new NodeStatsResponse(in, node);
  }

  @Override
  protected NodeStatsResponse nodeOperation(NodeStatsRequest request, Task task) {
    before(stats);
    return new NodeStatsResponse(clusterService.localNode(), stats.snapshot());
  }
}
