package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.plugin.warm.Coverage;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Points an alias at a model that serves on every node. */
public final class TransportPutAliasAction
    extends BlockingAction<PutAliasRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/alias/put");

  private final ClusterService clusterService;
  private final NodeClient client;
  private final Cluster cluster;
  private final ModelRegistry models;
  private final NodeVectors vectors;

  /** Made by Elasticsearch. */
  @Inject
  public TransportPutAliasAction(
      TransportService transport,
      ClusterService clusterService,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ModelRegistry models,
      NodeVectors vectors) {
    super(TYPE, transport, threads, filters);
    this.clusterService = clusterService;
    this.client = client;
    this.cluster = new Cluster(client, clusterService);
    this.models = models;
    this.vectors = vectors;
  }

  @Override
  protected AcknowledgedResponse answer(Task task, PutAliasRequest request) {
    ModelTable.checkName("alias", request.name());
    ModelTable before = cluster.table();
    // A model of that name would hide the alias on the nodes that have it.
    if (cluster
        .models(GetModelsRequest.ofAny(request.name()), request.timeout())
        .ids()
        .contains(request.name())) {
      throw conflict("alias [" + request.name() + "] cannot be made, a model has that name");
    }
    cluster
        .models(
            GetModelsRequest.of(request.model(), GetModelsRequest.View.BY_MODEL), request.timeout())
        .readiness(request.model())
        .requireEverywhere(request.model(), "the alias is left as it is");
    request
        .coverage()
        .ifPresent(least -> requireCoverage((CancellableTask) task, request.model(), least));
    return AcknowledgedResponse.of(
        cluster.change(
            TableChange.putAlias(request.name(), request.model(), before), request.timeout()));
  }

  private void requireCoverage(
      CancellableTask task, String model, PutAliasRequest.LeastCoverage least) {
    Coverage coverage =
        Coverage.of(models.require(model), vectors, least.items(), task, client, clusterService);
    if (coverage.exposureShare() < least.least()) {
      throw conflict(
          "model ["
              + model
              + "] has vectors for ["
              + coverage.exposureShare()
              + "] of the exposures of "
              + least.items()
              + ", expected at least ["
              + least.least()
              + "]; warm it up with [POST /_ctr/model/"
              + model
              + "/_warm]; the alias is left as it is");
    }
  }

  private static ElasticsearchStatusException conflict(String message) {
    return new ElasticsearchStatusException(message, RestStatus.CONFLICT);
  }
}
