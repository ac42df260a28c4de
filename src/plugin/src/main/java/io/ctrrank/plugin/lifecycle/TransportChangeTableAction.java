package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelTable;
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

/**
 * Changes the table of models on the master: each change is checked against the table as it is
 * then, so that two of them cannot undo each other.
 */
public final class TransportChangeTableAction
    extends AcknowledgedTransportMasterNodeAction<ChangeTableRequest> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/table/change");

  /** Made by Elasticsearch. */
  @Inject
  public TransportChangeTableAction(
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
        ChangeTableRequest::new,
        EsExecutors.DIRECT_EXECUTOR_SERVICE);
  }

  @Override
  protected void masterOperation(
      Task task,
      ChangeTableRequest request,
      ClusterState state,
      ActionListener<AcknowledgedResponse> listener) {
    submit(request, listener);
  }

  @SuppressWarnings("deprecation") // Changes are rare: nothing is won by batches of them.
  private void submit(ChangeTableRequest request, ActionListener<AcknowledgedResponse> listener) {
    clusterService.submitUnbatchedStateUpdateTask(
        "ctr-rank: " + request.change(),
        new AckedClusterStateUpdateTask(Priority.URGENT, request, listener) {
          @Override
          public ClusterState execute(ClusterState current) {
            return changed(current, request.change());
          }
        });
  }

  /** The state after a change; the same state if it changes nothing. */
  static ClusterState changed(ClusterState state, TableChange change) {
    Settings settings = state.metadata().persistentSettings();
    ModelTable before = ModelTable.of(settings);
    ModelTable after = change.apply(before);
    if (after.equals(before)) {
      return state;
    }
    Metadata.Builder metadata =
        Metadata.builder(state.metadata()).persistentSettings(after.in(settings));
    return ClusterState.builder(state).metadata(metadata).build();
  }

  @Override
  protected ClusterBlockException checkBlock(ChangeTableRequest request, ClusterState state) {
    return state.blocks().globalBlockedException(ClusterBlockLevel.METADATA_WRITE);
  }
}
