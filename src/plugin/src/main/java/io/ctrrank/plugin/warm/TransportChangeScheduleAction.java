package io.ctrrank.plugin.warm;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.action.support.master.AcknowledgedTransportMasterNodeAction;
import org.elasticsearch.cluster.AckedClusterStateUpdateTask;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.block.ClusterBlockException;
import org.elasticsearch.cluster.block.ClusterBlockLevel;
import org.elasticsearch.cluster.metadata.Metadata;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.Priority;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Changes the table of schedules on the master, against the table as it is then. */
public final class TransportChangeScheduleAction
    extends AcknowledgedTransportMasterNodeAction<ChangeScheduleRequest> {
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
    super(
        TYPE.name(),
        transport,
        cluster,
        threads,
        filters,
        ChangeScheduleRequest::new,
        EsExecutors.DIRECT_EXECUTOR_SERVICE);
  }

  @Override
  protected void masterOperation(
      Task task,
      ChangeScheduleRequest request,
      ClusterState state,
      ActionListener<AcknowledgedResponse> listener) {
    submit(request, listener);
  }

  @SuppressWarnings("deprecation") // Changes are rare: nothing is won by batches of them.
  private void submit(
      ChangeScheduleRequest request, ActionListener<AcknowledgedResponse> listener) {
    clusterService.submitUnbatchedStateUpdateTask(
        "ctr-rank: " + request.getDescription(),
        new AckedClusterStateUpdateTask(Priority.NORMAL, request, listener) {
          @Override
          public ClusterState execute(ClusterState current) {
            return changed(current, request);
          }
        });
  }

  private static ClusterState changed(ClusterState state, ChangeScheduleRequest request) {
    Settings settings = state.metadata().persistentSettings();
    WarmTable before = WarmTable.of(settings);
    WarmTable after = request.apply(before);
    if (after.equals(before)) {
      return state;
    }
    Metadata.Builder metadata =
        Metadata.builder(state.metadata()).persistentSettings(after.in(settings));
    return ClusterState.builder(state).metadata(metadata).build();
  }

  @Override
  protected ClusterBlockException checkBlock(ChangeScheduleRequest request, ClusterState state) {
    return state.blocks().globalBlockedException(ClusterBlockLevel.METADATA_WRITE);
  }
}
