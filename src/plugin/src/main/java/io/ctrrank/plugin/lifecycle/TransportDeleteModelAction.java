package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.storage.Leftovers;
import java.util.Set;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRunnable;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Deletes an uploaded model, and what it alone kept in the index. */
public final class TransportDeleteModelAction
    extends TransportAction<DeleteModelRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/delete");

  private final ThreadPool threads;
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
    super(TYPE.name(), filters, transport.getTaskManager(), EsExecutors.DIRECT_EXECUTOR_SERVICE);
    this.threads = threads;
    this.models = models;
    this.cluster = new Cluster(client, clusterService);
    this.leftovers = leftovers;
  }

  @Override
  protected void doExecute(
      Task task, DeleteModelRequest request, ActionListener<AcknowledgedResponse> listener) {
    threads.generic().execute(ActionRunnable.supply(listener, () -> delete(request)));
  }

  private AcknowledgedResponse delete(DeleteModelRequest request) {
    String id = request.id();
    if (models.isFile(id) && cluster.table().digest(id).isEmpty()) {
      throw new ElasticsearchStatusException(
          "model ["
              + id
              + "] lies in the nodes' config folder, which is read-only; take it away there and"
              + " restart",
          RestStatus.CONFLICT);
    }
    boolean acknowledged = cluster.change(new TableChange.Delete(id), request.timeout());
    leftovers.clear(Set.copyOf(cluster.table().stored().values()));
    return AcknowledgedResponse.of(acknowledged);
  }
}
