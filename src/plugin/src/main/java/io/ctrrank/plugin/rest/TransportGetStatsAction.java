package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.stats.NodeStats;
import java.io.IOException;
import java.util.List;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.FailedNodeException;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.nodes.TransportNodesAction;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Collects the counts of all nodes. */
public final class TransportGetStatsAction
    extends TransportNodesAction<
        GetStatsRequest, GetStatsResponse, NodeStatsRequest, NodeStatsResponse, Void> {
  /** The action; needs the cluster privilege {@code monitor} where security is on. */
  public static final ActionType<GetStatsResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/stats");

  private final NodeStats stats;

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetStatsAction(
      ThreadPool threads,
      ClusterService cluster,
      TransportService transport,
      ActionFilters filters,
      NodeStats stats) {
    super(
        TYPE.name(),
        cluster,
        transport,
        filters,
        NodeStatsRequest::new,
        threads.executor(ThreadPool.Names.MANAGEMENT));
    this.stats = stats;
  }

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
    return new NodeStatsResponse(clusterService.localNode(), stats.snapshot());
  }
}
