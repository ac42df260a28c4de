package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.tier.ModelVectors;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Has a model warmed up again and again. Runs read the index with rights of their own, so whoever
 * asks must be able to read it: the first item is read in his name.
 */
public final class TransportPutScheduleAction
    extends BlockingAction<PutScheduleRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage}, and {@code read} of the index. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/warm/schedule/put");

  private final ClusterService cluster;
  private final NodeClient client;
  private final ModelRegistry models;
  private final NodeVectors vectors;

  /** Made by Elasticsearch. */
  @Inject
  public TransportPutScheduleAction(
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
  protected AcknowledgedResponse answer(Task task, PutScheduleRequest request) {
    LoadedModel model = models.require(request.model());
    ModelVectors readable = Coverage.vectors(model, vectors);
    try (HeadPages pages =
        new HeadPages(
            client,
            client,
            cluster,
            model.manifest().schema(),
            request.schedule().items(),
            Paging.of(1))) {
      pages.next(readable.now());
    }
    return client
        .execute(
            TransportChangeScheduleAction.TYPE,
            ChangeScheduleRequest.put(request.model(), request.schedule(), request.timeout()))
        .actionGet();
  }
}
