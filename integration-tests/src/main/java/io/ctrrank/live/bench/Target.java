package io.ctrrank.live.bench;

import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured: a node, or several that answer together.
 *
 * @param client where requests are sent
 * @param pids of the processes whose CPU time counts
 */
public record Target(NodeClient client, List<Long> pids) {
  public Target {
    pids = List.copyOf(pids);
  }

  /** A running node. */
  public static Target of(LiveNode node) throws IOException {
    return of(node, List.of());
  }

  /**
   * A running node with others that work for it.
   *
   * @param asked where requests are sent
   */
  public static Target of(LiveNode asked, List<LiveNode> others) throws IOException {
    List<Long> pids = new ArrayList<>(List.of(asked.pid()));
    for (LiveNode other : others) {
      pids.add(other.pid());
    }
    return new Target(asked.client(), pids);
  }

  /** Milliseconds of CPU time that they took since they began. */
  double cpuMillis() throws IOException {
    double millis = 0;
    for (long pid : pids) {
      millis += new ProcessCpu(pid).millis();
    }
    return millis;
  }
}
