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

/** Sets the profile of a user. */
public final class TransportPutUserAction
    extends BlockingAction<PutUserRequest, AcknowledgedResponse> {
  /** The action. */
  public static final ActionType<AcknowledgedResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/user/put");

  private final UserStates users;

  /** Made by Elasticsearch. */
  @Inject
  public TransportPutUserAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, UserServices users) {
    super(TYPE, transport, threads.executor(Pools.USER), filters);
    this.users = users.states();
  }

  @Override
  protected AcknowledgedResponse answer(Task task, PutUserRequest request) {
    users.putProfile(request.id(), request.profile());
    return AcknowledgedResponse.TRUE;
  }
}
