package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelInfo;
import io.ctrrank.plugin.model.ModelRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.elasticsearch.ResourceNotFoundException;
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

/** Collects the models of all nodes. */
public final class TransportGetModelsAction
    extends TransportNodesAction<
        GetModelsRequest, GetModelsResponse, NodeModelsRequest, NodeModels, Void> {
  /** The action; needs the cluster privilege {@code monitor} where security is on. */
  public static final ActionType<GetModelsResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/model/get");

  private final ModelRegistry models;

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetModelsAction(
      ThreadPool threads,
      ClusterService cluster,
      TransportService transport,
      ActionFilters filters,
      ModelRegistry models) {
    super(
        TYPE.name(),
        cluster,
        transport,
        filters,
        NodeModelsRequest::new,
        threads.executor(ThreadPool.Names.MANAGEMENT));
    this.models = models;
  }

  @Override
  protected GetModelsResponse newResponse(
      GetModelsRequest request, List<NodeModels> nodes, List<FailedNodeException> failures) {
    String id = request.id();
    boolean nowhere = nodes.stream().allMatch(node -> node.models().isEmpty());
    if (request.required() && failures.isEmpty() && nowhere) {
      throw new ResourceNotFoundException(
          "model ["
              + id
              + "] is on none of the nodes "
              + names(nodes)
              + "; upload it with [PUT /_ctr/model/"
              + id
              + "], or copy its bundle there");
    }
    return new GetModelsResponse(
        clusterService.getClusterName(), nodes, failures, models.table(), request.view());
  }

  private static Set<String> names(List<NodeModels> nodes) {
    return nodes.stream()
        .map(node -> node.getNode().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  protected NodeModelsRequest newNodeRequest(GetModelsRequest request) {
    return new NodeModelsRequest(request.id());
  }

  @Override
  protected NodeModels newNodeResponse(StreamInput in, DiscoveryNode node) throws IOException {
    return new NodeModels(in, node);
  }

  @Override
  protected NodeModels nodeOperation(NodeModelsRequest request, Task task) {
    String id = request.id();
    List<ModelInfo> found =
        models.states().stream()
            .filter(state -> id == null || state.id().equals(id))
            .map(ModelInfo::of)
            .toList();
    return new NodeModels(clusterService.localNode(), found);
  }
}
