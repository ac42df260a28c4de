package io.ctrrank.live.bench;

import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;

/**
 * A node that is measured.
 *
 * @param client where requests are sent
 * @param pid of its process
 */
public record Target(NodeClient client, long pid) {
  /** A running node. */
  public static Target of(LiveNode node) throws IOException {
    return new Target(node.client(), node.pid());
  }
}
