package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.PersistentTableAction;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Changes the table of schedules on the master. */
public final class TransportChangeScheduleAction
    extends PersistentTableAction<ChangeScheduleRequest> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/warm/schedule/change");

  /** Made by Elasticsearch. */
  @Inject
  public TransportChangeScheduleAction(
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters) {
    super(TYPE, transport, cluster, threads, filters, ChangeScheduleRequest::new);
  }

  @Override
  protected Settings change(Settings settings, ChangeScheduleRequest request) {
    return request.apply(WarmTable.of(settings)).in(settings);
  }
}
