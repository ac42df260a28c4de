package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.storage.BundleStore;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRunnable;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Keeps a part of a zip until its model is completed, for an hour at most. */
public final class TransportPutPartAction
    extends TransportAction<PutPartRequest, AcknowledgedResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/part/put");

  private final ThreadPool threads;
  private final BundleStore store;

  /** Made by Elasticsearch. */
  @Inject
  public TransportPutPartAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, BundleStore store) {
    super(TYPE.name(), filters, transport.getTaskManager(), EsExecutors.DIRECT_EXECUTOR_SERVICE);
    this.threads = threads;
    this.store = store;
  }

  @Override
  protected void doExecute(
      Task task, PutPartRequest request, ActionListener<AcknowledgedResponse> listener) {
    ActionListener.run(
        listener,
        checked -> {
          ModelTable.checkName("model", request.id());
          if (request.number() < 1 || request.number() > PutPartRequest.MOST_PARTS) {
            throw new IllegalArgumentException(
                "part is ["
                    + request.number()
                    + "]; expected a number from 1 to ["
                    + PutPartRequest.MOST_PARTS
                    + "]");
          }
          threads
              .generic()
              .execute(
                  ActionRunnable.supply(
                      checked,
                      () -> {
                        store.writePart(request.id(), request.number(), request.content());
                        return AcknowledgedResponse.TRUE;
                      }));
        });
  }
}
