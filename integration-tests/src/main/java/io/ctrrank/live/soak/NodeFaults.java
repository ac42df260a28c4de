package io.ctrrank.live.soak;

import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.load.Paced;
import io.ctrrank.live.load.Probe;
import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.load.UserSearches;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches of a cluster while one node after the other is killed or frozen, the elected master and
 * Redis too. They are sent to a node with data that nothing happens to; every shard is on both.
 */
public final class NodeFaults {
  private static final int PROBE_ATTEMPTS = 200;
  private static final Duration CONTROL_INTERVAL = Duration.ofMillis(50);

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * How much.
   *
   * @param rounds every fault so often
   * @param threads searches under way at a time
   * @param cluster how large
   * @param seed of the searches
   * @param times of the faults
   */
  public record Plan(
      int rounds, int threads, ServedCluster.Plan cluster, long seed, FaultTimes times) {}

  /**
   * One fault and the searches during it.
   *
   * @param recovery what happened
   * @param load searches
   * @param control searches without the rescorer
   */
  public record Outcome(Recovery recovery, LoadReport load, LoadReport control) {}

  /** What breaks, and the node that is asked meanwhile. */
  private record Case(Breakage breakage, String asked) {}

  /**
   * @param artifacts what nodes are put together from
   * @param console where to tell how it goes
   */
  public NodeFaults(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /** Breaks everything in turn. */
  public List<Outcome> run(Plan plan) throws IOException, InterruptedException, BundleException {
    List<Outcome> outcomes = new ArrayList<>();
    try (ServedCluster served = ServedCluster.start(artifacts, dataset, plan.cluster(), console)) {
      console.heading("searching while nodes are killed and frozen");
      for (int round = 0; round < plan.rounds(); round++) {
        for (String node : served.cluster().names()) {
          outcomes.add(run(plan, served, killed(served, node, node)));
          outcomes.add(run(plan, served, frozen(served, node)));
        }
        String master = served.cluster().master(served.client());
        outcomes.add(run(plan, served, killed(served, master, "elected master " + master)));
        outcomes.add(
            run(
                plan,
                served,
                new Case(
                    Breakage.of(Fault.FROZEN, served.redis(), served.users()),
                    ServedCluster.DATA_NODES.getFirst())));
      }
    }
    return outcomes;
  }

  private Outcome run(Plan plan, ServedCluster served, Case fault)
      throws IOException, InterruptedException {
    NodeClient client = served.cluster().node(fault.asked()).client();
    UserSearches searches = served.searches(plan.seed());
    Probe probe = Probe.take(client, searches.everywhere(-1), PROBE_ATTEMPTS);
    try (SearchLoad control =
            SearchLoad.start(
                client, 1, Long.MAX_VALUE, new Paced(searches.plain(), CONTROL_INTERVAL));
        SearchLoad load = SearchLoad.start(client, plan.threads(), Long.MAX_VALUE, searches)) {
      Recovery recovery = new FaultCycle(probe, plan.times()).run(fault.breakage());
      Outcome outcome = new Outcome(recovery, load.stop(), control.stop());
      console.line(
          "   %s; %,d searches, %,d failed, control %,d failed",
          recovery, outcome.load().searches(), outcome.load().failed(), outcome.control().failed());
      served.awaitGreen();
      return outcome;
    }
  }

  private static Case killed(ServedCluster served, String node, String name) {
    LiveCluster cluster = served.cluster();
    return new Case(
        new Breakage(
            name + " killed", () -> cluster.node(node).kill(), () -> cluster.restart(node)),
        other(node));
  }

  private static Case frozen(ServedCluster served, String node) {
    LiveCluster cluster = served.cluster();
    return new Case(
        new Breakage(
            node + " frozen", () -> cluster.node(node).freeze(), () -> cluster.node(node).thaw()),
        other(node));
  }

  /** A node with data that is not {@code node}. */
  private static String other(String node) {
    return ServedCluster.DATA_NODES.stream()
        .filter(each -> !each.equals(node))
        .findFirst()
        .orElseThrow();
  }
}
