package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.BlockingAction;
import java.util.SortedMap;
import java.util.TreeMap;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Tells the schedules of warming up. */
public final class TransportGetSchedulesAction
    extends BlockingAction<GetSchedulesRequest, GetSchedulesResponse> {
  /** The action; needs the cluster privilege {@code monitor} where security is on. */
  public static final ActionType<GetSchedulesResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/model/warm/schedule/get");

  private final ClusterService cluster;

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetSchedulesAction(
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters) {
    super(TYPE, transport, threads, filters);
    this.cluster = cluster;
  }

  @Override
  protected GetSchedulesResponse answer(Task task, GetSchedulesRequest request) {
    ClusterState state = cluster.state();
    WarmTable table = WarmTable.of(state.metadata().persistentSettings());
    String name = request.name();
    SortedMap<String, GetSchedulesResponse.Told> told = new TreeMap<>();
    if (name == null) {
      table.schedules().keySet().forEach(each -> told.put(each, told(table, each, state)));
    } else {
      table.require(name);
      told.put(name, told(table, name, state));
    }
    return new GetSchedulesResponse(told);
  }

  private static GetSchedulesResponse.Told told(WarmTable table, String name, ClusterState state) {
    return new GetSchedulesResponse.Told(
        table.require(name),
        WarmScheduler.owner(state.nodes(), name).map(DiscoveryNode::getName),
        table.due(name),
        table.outcome(name));
  }
}
