package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.BlockingAction;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Points an alias back at the model that it named before, if that serves on every node. */
public final class TransportRollBackAliasAction
    extends BlockingAction<RollBackAliasRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/alias/rollback");

  private final Cluster cluster;

  /** Made by Elasticsearch. */
  @Inject
  public TransportRollBackAliasAction(
      TransportService transport,
      ClusterService clusterService,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client) {
    super(TYPE, transport, threads, filters);
    this.cluster = new Cluster(client, clusterService);
  }

  @Override
  protected AcknowledgedResponse answer(Task task, RollBackAliasRequest request) {
    String model = cluster.table().earlier(request.name());
    cluster
        .models(GetModelsRequest.ofAny(model), request.timeout())
        .readiness(model)
        .requireEverywhere(model, "the alias is left as it is");
    return AcknowledgedResponse.of(
        cluster.change(TableChange.rollBackAlias(request.name(), model), request.timeout()));
  }
}
