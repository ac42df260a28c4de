package io.ctrrank.plugin.encode;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.vector.EncoderChoice;
import io.ctrrank.runtime.encode.EncodeQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.elasticsearch.action.ActionListenerResponseHandler;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.transport.TransportRequestOptions;
import org.elasticsearch.transport.TransportResponseHandler;
import org.elasticsearch.transport.TransportService;
import org.jspecify.annotations.Nullable;

/**
 * Sends texts to encoder nodes where there are some, and else to the encoder of this node's model.
 * Texts to be sent wait in a queue of the same kind, so that those of many searches travel in one
 * request, each of them once, and a full queue is an immediate fallback vector. Thread-safe.
 */
public final class EncoderRouter implements EncoderChoice, AutoCloseable {
  /** How much later than its time a node may answer. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final EncoderNodes nodes;
  private final ModelRegistry models;
  private final Executor executor;
  private final EncodeQueue.Limits limits;
  private final Duration time;
  private final boolean lastResort;
  private final RemoteCounts counts;
  private final ThreadContext context;
  private final Map<String, EncodeQueue> queues = new ConcurrentHashMap<>();
  private volatile @Nullable TransportService transport;

  /**
   * @param cluster tells the nodes
   * @param models of this node
   * @param executor runs the calls; each of them holds a thread
   * @param limits of the queue of one embedding version
   * @param time most that a batch may take
   * @param lastResort whether this node encodes when no encoder node answers
   * @param context of the node's threads
   */
  public EncoderRouter(
      ClusterService cluster,
      ModelRegistry models,
      Executor executor,
      EncodeQueue.Limits limits,
      Duration time,
      boolean lastResort,
      RemoteCounts counts,
      ThreadContext context) {
    this.nodes = new EncoderNodes(() -> cluster.state().nodes(), System::nanoTime);
    this.models = models;
    this.executor = executor;
    this.limits = limits;
    this.time = time;
    this.lastResort = lastResort;
    this.counts = counts;
    this.context = context;
  }

  /** Calls go through {@code started} from here on; until then nothing is sent. */
  void start(TransportService started) {
    transport = started;
  }

  @Override
  public EncodeQueue of(ModelManifest manifest, EncodeQueue own) {
    if (transport == null || !nodes.any()) {
      return own;
    }
    String version = manifest.embedding().orElseThrow().version();
    return queues.computeIfAbsent(version, this::queue);
  }

  private EncodeQueue queue(String embeddingVersion) {
    return new EncodeQueue(
        new RemoteEncoder(embeddingVersion, nodes, this::ask, models, time, lastResort, counts),
        executor,
        limits);
  }

  private EncodeResponse ask(DiscoveryNode node, EncodeRequest request) {
    PlainActionFuture<EncodeResponse> answer = new PlainActionFuture<>();
    // The node answers when the time is up; that answer has to come through.
    TimeValue timeout = TimeValue.timeValueMillis(request.remaining().plus(GRACE).toMillis());
    // Texts of many users travel together: nobody's own request.
    try (ThreadContext.StoredContext ignored = context.newEmptySystemContext()) {
      requireNonNull(transport, "transport is not started")
          .sendRequest(
              node,
              TransportEncodeAction.TYPE.name(),
              request,
              TransportRequestOptions.timeout(timeout),
              new ActionListenerResponseHandler<>(
                  answer, EncodeResponse::new, TransportResponseHandler.TRANSPORT_WORKER));
    }
    return answer.actionGet();
  }

  /** Fails waiting texts and waits for calls under way. */
  @Override
  public void close() {
    queues.values().forEach(EncodeQueue::close);
  }
}
