package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRunnable;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Looks which of the most exposed items have their vectors in the store. */
public final class TransportCoverageAction
    extends TransportAction<CoverageRequest, CoverageResponse> {
  /** The action; needs the cluster privilege {@code monitor}, and {@code read} of the index. */
  public static final ActionType<CoverageResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/model/coverage");

  private final ThreadPool threads;
  private final ClusterService cluster;
  private final NodeClient client;
  private final ModelRegistry models;
  private final NodeVectors vectors;

  /** Made by Elasticsearch. */
  @Inject
  public TransportCoverageAction(
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ModelRegistry models,
      NodeVectors vectors) {
    super(TYPE.name(), filters, transport.getTaskManager(), EsExecutors.DIRECT_EXECUTOR_SERVICE);
    this.threads = threads;
    this.cluster = cluster;
    this.client = client;
    this.models = models;
    this.vectors = vectors;
  }

  @Override
  protected void doExecute(
      Task task, CoverageRequest request, ActionListener<CoverageResponse> listener) {
    threads
        .generic()
        .execute(
            ActionRunnable.supply(
                listener,
                () -> {
                  LoadedModel model = models.require(request.model());
                  return new CoverageResponse(
                      model.manifest().id(),
                      Coverage.of(model, vectors, request.items(), client, cluster));
                }));
  }
}
