package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.storage.Leftovers;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Deletes an uploaded model, and what it alone kept in the index. */
public final class TransportDeleteModelAction
    extends BlockingAction<DeleteModelRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/delete");

  private final ModelRegistry models;
  private final Cluster cluster;
  private final Leftovers leftovers;

  /** Made by Elasticsearch. */
  @Inject
  public TransportDeleteModelAction(
      TransportService transport,
      ClusterService clusterService,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ModelRegistry models,
      Leftovers leftovers) {
    super(TYPE, transport, threads, filters);
    this.models = models;
    this.cluster = new Cluster(client, clusterService);
    this.leftovers = leftovers;
  }

  @Override
  protected AcknowledgedResponse answer(Task task, DeleteModelRequest request) {
    String id = request.id();
    if (models.isFile(id) && cluster.table().digest(id).isEmpty()) {
      throw new ElasticsearchStatusException(
          "model ["
              + id
              + "] lies in the nodes' config folder, which is read-only; take it away there and"
              + " restart",
          RestStatus.CONFLICT);
    }
    boolean acknowledged = cluster.change(TableChange.delete(id), request.timeout());
    leftovers.clear(cluster::digests);
    return AcknowledgedResponse.of(acknowledged);
  }
}
