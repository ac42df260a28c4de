package io.ctrrank.plugin.encode;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes encode for this one. They are asked in turn; one that failed a moment ago comes last.
 * Thread-safe.
 */
final class EncoderNodes {
  /** The attribute of encoder nodes: {@code node.attr.ctr_encoder: true}. */
  static final String ATTRIBUTE = "ctr_encoder";

  private static final long SUSPENSION = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<DiscoveryNodes> nodes;
  private final LongSupplier nanos;
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<String, Long> suspendedUntil = new ConcurrentHashMap<>();
  private volatile Found found = new Found(null, List.of());

  /**
   * What was found in a version of the cluster's nodes, so that searches do not go through them.
   */
  private record Found(@Nullable DiscoveryNodes in, List<DiscoveryNode> encoders) {}

  /**
   * @param nodes of the cluster as they are now
   * @param nanos a clock
   */
  EncoderNodes(Supplier<DiscoveryNodes> nodes, LongSupplier nanos) {
    this.nodes = requireNonNull(nodes, "nodes is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /** Whether texts are to be sent away: there are encoder nodes, and this is none of them. */
  boolean any() {
    return !encoders().isEmpty();
  }

  /** All encoder nodes in the order in which to ask them. */
  List<DiscoveryNode> inTurn() {
    List<DiscoveryNode> encoders = encoders();
    List<DiscoveryNode> rotated = new ArrayList<>(encoders.size());
    int first = Math.floorMod(turn.getAndIncrement(), Math.max(1, encoders.size()));
    for (int i = 0; i < encoders.size(); i++) {
      rotated.add(encoders.get((first + i) % encoders.size()));
    }
    rotated.sort(Comparator.comparing(this::isSuspended));
    return rotated;
  }

  /** The encoder nodes that did not fail a moment ago, in the order in which to ask them. */
  List<DiscoveryNode> available() {
    return inTurn().stream().filter(node -> !isSuspended(node)).toList();
  }

  private boolean isSuspended(DiscoveryNode node) {
    Long until = suspendedUntil.get(node.getId());
    return until != null && nanos.getAsLong() - until < 0;
  }

  /** A node did not do what it was asked for. */
  void failed(DiscoveryNode node) {
    suspendedUntil.put(node.getId(), nanos.getAsLong() + SUSPENSION);
  }

  /** A node did. */
  void answered(DiscoveryNode node) {
    suspendedUntil.remove(node.getId());
  }

  private List<DiscoveryNode> encoders() {
    DiscoveryNodes now = nodes.get();
    Found known = found;
    if (known.in() != now) {
      known = new Found(now, find(now));
      found = known;
    }
    return known.encoders();
  }

  private static List<DiscoveryNode> find(DiscoveryNodes nodes) {
    if (nodes.getLocalNode() != null && isEncoder(nodes.getLocalNode())) {
      return List.of();
    }
    return nodes.stream()
        .filter(EncoderNodes::isEncoder)
        .sorted(Comparator.comparing(DiscoveryNode::getId))
        .toList();
  }

  private static boolean isEncoder(DiscoveryNode node) {
    return "true".equals(node.getAttributes().get(ATTRIBUTE));
  }
}
