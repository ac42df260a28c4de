package io.ctrrank.plugin.experiment;

import io.ctrrank.plugin.action.PersistentTableAction;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.traffic.Experiments;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Changes the table of experiments and bindings on the master. */
public final class TransportChangeExperimentsAction
    extends PersistentTableAction<ChangeExperimentsRequest> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/experiment/change");

  private final ThreadPool threads;

  /** Made by Elasticsearch. */
  @Inject
  public TransportChangeExperimentsAction(
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters) {
    super(TYPE, transport, cluster, threads, filters, ChangeExperimentsRequest::new);
    this.threads = threads;
  }

  @Override
  protected Settings change(Settings settings, ChangeExperimentsRequest request) {
    return changed(settings, request, threads.absoluteTimeInMillis());
  }

  static Settings changed(Settings settings, ChangeExperimentsRequest request, long now) {
    ModelTable.of(settings).requireStill(request.models());
    return request.change().apply(Experiments.of(settings), now).in(settings);
  }
}
