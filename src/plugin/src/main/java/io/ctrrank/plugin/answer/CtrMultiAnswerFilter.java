package io.ctrrank.plugin.answer;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.search.TransportMultiSearchAction;
import org.elasticsearch.action.support.ActionFilterChain;
import org.elasticsearch.action.support.ContextPreservingActionListener;
import org.elasticsearch.action.support.MappedActionFilter;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.tasks.Task;
import org.jspecify.annotations.Nullable;

/** Gathers the headers of the searches of a multi search. Stateless. */
public final class CtrMultiAnswerFilter implements MappedActionFilter {
  private final ThreadContext threads;

  /**
   * @param threads of the node
   */
  public CtrMultiAnswerFilter(ThreadContext threads) {
    this.threads = threads;
  }

  @Override
  public String actionName() {
    return TransportMultiSearchAction.NAME;
  }

  @Override
  public <Q extends ActionRequest, R extends ActionResponse> void apply(
      Task task,
      String action,
      Q request,
      ActionListener<R> listener,
      ActionFilterChain<Q, R> chain) {
    AnswerHeaders headers = new AnswerHeaders();
    @Nullable AnswerHeaders around = AnswerHeaders.around(threads);
    ActionListener<R> sending =
        ContextPreservingActionListener.wrapPreservingContext(
            ActionListener.runBefore(listener, () -> headers.send(around, threads)), threads);
    try (ThreadContext.StoredContext ignored = headers.gather(threads)) {
      chain.proceed(task, action, request, sending);
    }
  }
}
