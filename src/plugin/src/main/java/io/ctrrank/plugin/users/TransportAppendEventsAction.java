package io.ctrrank.plugin.users;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.settings.Pools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Appends events to users, the events of each user as a whole or not at all. */
public final class TransportAppendEventsAction
    extends BlockingAction<AppendEventsRequest, AppendEventsResponse> {
  /**
   * The action. Profiles need {@code read} of the index that {@code ctr.user.profile.index} names.
   */
  public static final ActionType<AppendEventsResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/user/append");

  private final UserStates users;

  /** Made by Elasticsearch. */
  @Inject
  public TransportAppendEventsAction(
      TransportService transport, ThreadPool threads, ActionFilters filters, UserServices users) {
    super(TYPE, transport, threads.executor(Pools.USER), filters);
    this.users = users.states();
  }

  @Override
  protected AppendEventsResponse answer(Task task, AppendEventsRequest request) {
    Map<String, UserStates.Appended> appended = new LinkedHashMap<>();
    Map<String, ElasticsearchStatusException> failures = new LinkedHashMap<>();
    for (Map.Entry<String, List<BehaviorEvent>> user : request.events().entrySet()) {
      try {
        appended.put(user.getKey(), users.append(user.getKey(), user.getValue()));
      } catch (ElasticsearchStatusException e) {
        if (request.isSingle()) {
          throw e;
        }
        failures.put(user.getKey(), e);
      }
    }
    return new AppendEventsResponse(appended, failures, request.isSingle());
  }
}
