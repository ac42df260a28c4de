package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.storage.ModelsIndex;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.admin.cluster.node.tasks.list.ListTasksRequest;
import org.elasticsearch.action.admin.cluster.node.tasks.list.TransportListTasksAction;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.client.internal.OriginSettingClient;
import org.elasticsearch.cluster.ClusterChangedEvent;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.ClusterStateListener;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.component.AbstractLifecycleComponent;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.gateway.GatewayService;
import org.elasticsearch.threadpool.Scheduler;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Begins the runs of schedules that are due. Every node looks; which of them runs a schedule
 * follows from the nodes of the cluster state, so that nobody has to be told, and when that node
 * goes another one takes over. A run that is under way anywhere is not begun again.
 */
public final class WarmScheduler extends AbstractLifecycleComponent
    implements ClusterStateListener {
  private static final Logger LOGGER = LogManager.getLogger(WarmScheduler.class);
  private static final TimeValue LOOK = TimeValue.timeValueSeconds(1);
  private static final TimeValue TIMEOUT = TimeValue.timeValueSeconds(30);

  /** After the end of a run was told to no master. */
  private static final TimeValue REST = TimeValue.timeValueSeconds(30);

  private final ClusterService cluster;
  private final Client client;
  private final ThreadPool threads;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> notBefore = new ConcurrentHashMap<>();
  private volatile @Nullable ClusterState state;
  private volatile Scheduler.@Nullable Cancellable looking;

  /** Begins to look when the node starts. */
  public WarmScheduler(ClusterService cluster, Client client, ThreadPool threads) {
    this.cluster = cluster;
    this.client = new OriginSettingClient(client, ModelsIndex.ORIGIN);
    this.threads = threads;
  }

  /** The node that runs a schedule: one that may hold data, and has its memory. */
  static Optional<DiscoveryNode> owner(DiscoveryNodes nodes, String name) {
    List<DiscoveryNode> sorted =
        nodes.stream()
            .filter(DiscoveryNode::canContainData)
            .sorted(Comparator.comparing(DiscoveryNode::getId))
            .toList();
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(sorted.get(Math.floorMod(name.hashCode(), sorted.size())));
  }

  @Override
  public void clusterChanged(ClusterChangedEvent event) {
    state = event.state();
  }

  @Override
  protected void doStart() {
    cluster.addListener(this);
    looking = threads.scheduleWithFixedDelay(this::look, LOOK, threads.generic());
  }

  @Override
  protected void doStop() {
    cluster.removeListener(this);
    Scheduler.Cancellable schedule = looking;
    if (schedule != null) {
      schedule.cancel();
    }
  }

  @Override
  protected void doClose() {}

  private void look() {
    ClusterState now = state;
    if (now == null
        || now.blocks().hasGlobalBlock(GatewayService.STATE_NOT_RECOVERED_BLOCK)
        || now.nodes().getMasterNode() == null) {
      return;
    }
    WarmTable table = WarmTable.of(now.metadata().persistentSettings());
    long time = threads.absoluteTimeInMillis();
    table
        .schedules()
        .forEach(
            (name, schedule) -> {
              boolean own =
                  owner(now.nodes(), name)
                      .filter(node -> node.getId().equals(now.nodes().getLocalNodeId()))
                      .isPresent();
              if (own
                  && time >= table.due(name)
                  && time >= notBefore.getOrDefault(name, 0L)
                  && running.add(name)) {
                begin(name, schedule);
              }
            });
  }

  private void begin(String name, WarmSchedule schedule) {
    WarmRequest request = new WarmRequest(name, schedule.items(), schedule.itemsPerSecond());
    ListTasksRequest list =
        new ListTasksRequest()
            .setActions(TransportWarmAction.TYPE.name())
            .setDetailed(true)
            .setDescriptions(request.getDescription());
    client.execute(
        TransportListTasksAction.TYPE,
        list,
        ActionListener.wrap(
            tasks -> {
              if (tasks.getTasks().isEmpty()) {
                run(name, request);
              } else {
                running.remove(name);
              }
            },
            failure -> {
              LOGGER.debug("whether a run is under way is not known", failure);
              running.remove(name);
            }));
  }

  private void run(String name, WarmRequest request) {
    long start = threads.absoluteTimeInMillis();
    LOGGER.debug("warming up of [{}] on schedule begins", name);
    ActionListener.run(
        ActionListener.<WarmResponse>wrap(
            done -> end(name, WarmOutcome.of(start, threads.absoluteTimeInMillis(), done)),
            failure -> {
              LOGGER.warn(() -> "warming up of [" + name + "] on schedule failed", failure);
              end(name, WarmOutcome.of(start, threads.absoluteTimeInMillis(), failure));
            }),
        ended -> {
          // The table may hold what an earlier release let in.
          request.items().requireOneName();
          client.execute(TransportWarmAction.TYPE, request, ended);
        });
  }

  private void end(String name, WarmOutcome outcome) {
    client.execute(
        TransportChangeScheduleAction.TYPE,
        ChangeScheduleRequest.ended(name, outcome, TIMEOUT),
        ActionListener.runAfter(
            ActionListener.wrap(
                told -> notBefore.remove(name),
                failure -> {
                  LOGGER.warn(
                      () -> "the end of warming up [" + name + "] was told to no master", failure);
                  notBefore.put(name, threads.absoluteTimeInMillis() + REST.millis());
                }),
            () -> running.remove(name)));
  }
}
