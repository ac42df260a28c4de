package io.ctrrank.plugin.user;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.transport.TransportService;

/** Does nothing, for those who may: explanations tell them of histories that are stored. */
public final class TransportTellHistoryAction
    extends TransportAction<TellHistoryRequest, AcknowledgedResponse> {
  /** The action; personal data, so that {@code monitor} does not hold it. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/user/history");

  /** Made by Elasticsearch. */
  @Inject
  public TransportTellHistoryAction(TransportService transport, ActionFilters filters) {
    super(TYPE.name(), filters, transport.getTaskManager(), EsExecutors.DIRECT_EXECUTOR_SERVICE);
  }

  @Override
  protected void doExecute(
      Task task, TellHistoryRequest request, ActionListener<AcknowledgedResponse> listener) {
    listener.onResponse(AcknowledgedResponse.TRUE);
  }
}
