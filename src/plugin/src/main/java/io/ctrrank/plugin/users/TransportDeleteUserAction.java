package io.ctrrank.plugin.users;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.settings.Pools;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Deletes all that is stored of a user. */
public final class TransportDeleteUserAction
    extends BlockingAction<UserRequest, AcknowledgedResponse> {
  /** The action. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/user/delete");

  private final UserStates users;

  /** Made by Elasticsearch. */
  @Inject
  public TransportDeleteUserAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, UserServices users) {
    super(TYPE, transport, threads.executor(Pools.USER), filters);
    this.users = users.states();
  }

  @Override
  protected AcknowledgedResponse answer(Task task, UserRequest request) {
    if (!users.delete(request.id())) {
      throw TransportGetUserAction.notStored(request.id());
    }
    return AcknowledgedResponse.TRUE;
  }
}
