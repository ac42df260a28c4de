package io.ctrrank.plugin.action;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedRequest;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.action.support.master.AcknowledgedTransportMasterNodeAction;
import org.elasticsearch.cluster.AckedClusterStateUpdateTask;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.block.ClusterBlockException;
import org.elasticsearch.cluster.block.ClusterBlockLevel;
import org.elasticsearch.cluster.metadata.Metadata;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.Priority;
import org.elasticsearch.common.io.stream.Writeable;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Changes a table that is kept among the cluster's persistent settings, on the master: each change
 * is checked against the state as it is then, so that two of them cannot undo each other.
 *
 * @param <R> one change; its description tells it
 */
public abstract class PersistentTableAction<R extends AcknowledgedRequest<R>>
    extends AcknowledgedTransportMasterNodeAction<R> {

  protected PersistentTableAction(
      ActionType<AcknowledgedResponse> type,
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters,
      Writeable.Reader<R> reader) {
    super(
        type.name(),
        transport,
        cluster,
        threads,
        filters,
        reader,
        EsExecutors.DIRECT_EXECUTOR_SERVICE);
  }

  /**
   * The settings after a change.
   *
   * @throws RuntimeException if the change does not fit them; nothing changes then
   */
  protected abstract Settings change(Settings settings, R request);

  @Override
  protected final void masterOperation(
      Task task, R request, ClusterState state, ActionListener<AcknowledgedResponse> listener) {
    submit(request, listener);
  }

  @SuppressWarnings("deprecation") // Changes are rare: nothing is won by batches of them.
  private void submit(R request, ActionListener<AcknowledgedResponse> listener) {
    clusterService.submitUnbatchedStateUpdateTask(
        "ctr-rank: " + request.getDescription(),
        new AckedClusterStateUpdateTask(Priority.URGENT, request, listener) {
          @Override
          public ClusterState execute(ClusterState current) {
            return changed(current, request);
          }
        });
  }

  /** The state after a change; the same state if it changes nothing. */
  private ClusterState changed(ClusterState state, R request) {
    Settings settings = state.metadata().persistentSettings();
    Settings after = change(settings, request);
    if (after.equals(settings)) {
      return state;
    }
    return ClusterState.builder(state)
        .metadata(Metadata.builder(state.metadata()).persistentSettings(after).build())
        .build();
  }

  @Override
  protected final ClusterBlockException checkBlock(R request, ClusterState state) {
    return state.blocks().globalBlockedException(ClusterBlockLevel.METADATA_WRITE);
  }
}
