package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.wire.WireFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionListenerResponseHandler;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.IndexAbstraction;
import org.elasticsearch.cluster.metadata.ProjectMetadata;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.project.ProjectResolver;
import org.elasticsearch.cluster.routing.IndexRoutingTable;
import org.elasticsearch.cluster.routing.ShardRouting;
import org.elasticsearch.common.Randomness;
import org.elasticsearch.common.breaker.CircuitBreakingException;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.ActionNotFoundTransportException;
import org.elasticsearch.transport.NodeNotConnectedException;
import org.elasticsearch.transport.TransportService;
import org.jspecify.annotations.Nullable;

/**
 * Sends pages to the node that has the shard they are written to, so that the node that searches
 * makes no documents of them. Thread-safe.
 */
public final class ImpressionRoute {
  private final Supplier<ClusterState> cluster;
  private final ProjectResolver projects;
  private final ThreadPool threads;
  private volatile @Nullable TransportService transport;

  /**
   * @param cluster as it is now
   */
  public ImpressionRoute(
      Supplier<ClusterState> cluster, ProjectResolver projects, ThreadPool threads) {
    this.cluster = cluster;
    this.projects = projects;
    this.threads = threads;
  }

  /** Pages go through {@code started} from here on; until then there is no other node. */
  void start(TransportService started) {
    transport = started;
  }

  /**
   * Finds another node that is to write what goes into a stream: one with an active primary shard
   * of its write index, if it knows how. Empty if this node is to write it itself, where the stream
   * is yet to be made, too.
   */
  Optional<DiscoveryNode> keeper(String stream) {
    if (transport == null) {
      return Optional.empty();
    }
    ClusterState state = cluster.get();
    return keeper(state, projects.getProjectMetadata(state), stream);
  }

  static Optional<DiscoveryNode> keeper(
      ClusterState state, ProjectMetadata project, String stream) {
    IndexAbstraction target = project.getIndicesLookup().get(stream);
    if (target == null || target.getWriteIndex() == null) {
      return Optional.empty();
    }
    IndexRoutingTable table = state.routingTable(project.id()).index(target.getWriteIndex());
    if (table == null || table.size() == 0) {
      return Optional.empty();
    }
    int first = Randomness.get().nextInt(table.size());
    return IntStream.range(0, table.size())
        .mapToObj(i -> table.shard((first + i) % table.size()).primaryShard())
        .filter(ShardRouting::active)
        .map(shard -> state.nodes().get(shard.currentNodeId()))
        .filter(Objects::nonNull)
        .findFirst()
        .filter(node -> !node.getId().equals(state.nodes().getLocalNodeId()))
        .filter(node -> WireFormat.of(node) >= WireFormat.IMPRESSIONS);
  }

  /** Has a node write pages. */
  void send(
      DiscoveryNode node,
      WriteImpressionsRequest request,
      ActionListener<WriteImpressionsResponse> listener) {
    // Pages of many users travel together: nobody's own request.
    try (ThreadContext.StoredContext ignored = threads.getThreadContext().newEmptySystemContext()) {
      Objects.requireNonNull(transport, "transport is not started")
          .sendRequest(
              node,
              TransportWriteImpressionsAction.TYPE.name(),
              request,
              new ActionListenerResponseHandler<>(
                  listener, WriteImpressionsResponse::new, threads.generic()));
    }
  }

  /** Whether a node that failed has certainly written nothing. */
  static boolean wroteNothing(Exception failure) {
    return ExceptionsHelper.unwrap(
            failure,
            NodeNotConnectedException.class,
            ActionNotFoundTransportException.class,
            CircuitBreakingException.class,
            EsRejectedExecutionException.class)
        != null;
  }
}
