package io.ctrrank.plugin.users;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.settings.Pools;
import io.ctrrank.runtime.store.UserState;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Tells what is stored of a user. */
public final class TransportGetUserAction extends BlockingAction<UserRequest, GetUserResponse> {
  /** The action; personal data, so that {@code monitor} does not hold it. */
  public static final ActionType<GetUserResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/user/get");

  private final UserStates users;

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetUserAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, UserServices users) {
    super(TYPE, transport, threads.executor(Pools.USER), filters);
    this.users = users.states();
  }

  @Override
  protected GetUserResponse answer(Task task, UserRequest request) {
    UserState state = users.find(request.id()).orElseThrow(() -> notStored(request.id()));
    return new GetUserResponse(request.id(), state);
  }

  static ResourceNotFoundException notStored(String id) {
    return new ResourceNotFoundException(
        "user [" + id + "] is not stored; expected one to whom events or a profile were given");
  }
}
