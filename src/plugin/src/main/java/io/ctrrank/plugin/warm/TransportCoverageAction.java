package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Looks which of the most exposed items have their vectors in the store. */
public final class TransportCoverageAction
    extends BlockingAction<CoverageRequest, CoverageResponse> {
  /** The action; needs the cluster privilege {@code monitor}, and {@code read} of the index. */
  public static final ActionType<CoverageResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/model/coverage");

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
    super(TYPE, transport, threads, filters);
    this.cluster = cluster;
    this.client = client;
    this.models = models;
    this.vectors = vectors;
  }

  @Override
  protected CoverageResponse answer(Task task, CoverageRequest request) {
    LoadedModel model = models.require(request.model());
    return new CoverageResponse(
        model.manifest().id(),
        Coverage.of(model, vectors, request.items(), (CancellableTask) task, client, cluster));
  }
}
