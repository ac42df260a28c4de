package io.ctrrank.live.load;

import java.util.List;

/** Tells failures that come of a node's going away from all others. */
final class NodeGone {
  /** What Elasticsearch answers of itself when a node is not there any more. */
  private static final List<String> SIGNS =
      List.of(
          "node_disconnected_exception",
          "node_not_connected_exception",
          "node_closed_exception",
          "connect_transport_exception",
          "no_shard_available_action_exception",
          "search_context_missing_exception",
          "master_not_discovered_exception");

  private NodeGone() {}

  /** Whether a failure is one of those. */
  static boolean tells(String failure) {
    return SIGNS.stream().anyMatch(failure::contains);
  }
}
