package io.ctrrank.plugin.action;

import java.util.concurrent.Executor;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionRunnable;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * An action that may wait for others: it runs on a thread that nobody else needs.
 *
 * @param <R> what is asked
 * @param <A> what is answered
 */
public abstract class BlockingAction<R extends LocalRequest, A extends ActionResponse>
    extends TransportAction<R, A> {
  private final Executor executor;

  /** An action that may wait long. */
  protected BlockingAction(
      ActionType<A> type, TransportService transport, ThreadPool threads, ActionFilters filters) {
    this(type, transport, threads.generic(), filters);
  }

  /** An action that waits on threads of its own kind. */
  protected BlockingAction(
      ActionType<A> type, TransportService transport, Executor executor, ActionFilters filters) {
    super(type.name(), filters, transport.getTaskManager(), EsExecutors.DIRECT_EXECUTOR_SERVICE);
    this.executor = executor;
  }

  /** Does it; what is thrown is the answer. */
  protected abstract A answer(Task task, R request) throws Exception;

  @Override
  protected final void doExecute(Task task, R request, ActionListener<A> listener) {
    executor.execute(ActionRunnable.supply(listener, () -> answer(task, request)));
  }
}
