package io.ctrrank.live.soak;

import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.load.Paced;
import io.ctrrank.live.load.Probe;
import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.load.UserSearches;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches of a cluster while what serves it breaks again and again: Redis is killed and comes back
 * empty; the encoder node is killed when Redis has just lost everything, so that there is work for
 * it, and is started again. The caches in the nodes are too small for the ads.
 */
public final class ServingFaults {
  private static final int PROBE_ATTEMPTS = 200;
  private static final Duration CONTROL_INTERVAL = Duration.ofMillis(100);

  /** Budget of a search that names none: the default of {@code ctr.search.timeout}. */
  public static final Duration BUDGET = Duration.ofMillis(100);

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * How much.
   *
   * @param searches at least so many
   * @param threads searches under way at a time
   * @param cluster how large
   * @param seed of the searches
   * @param times of the faults
   */
  public record Plan(
      long searches, int threads, ServedCluster.Plan cluster, long seed, FaultTimes times) {}

  /**
   * @param artifacts what nodes are put together from
   * @param console where to tell how it goes
   */
  public ServingFaults(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /** Breaks Redis and the encoder node in turn, as often as it takes for the searches. */
  public ServingReport run(Plan plan) throws IOException, InterruptedException, BundleException {
    try (ServedCluster served = ServedCluster.start(artifacts, dataset, plan.cluster(), console)) {
      return run(plan, served);
    }
  }

  private ServingReport run(Plan plan, ServedCluster served)
      throws IOException, InterruptedException {
    UserSearches searches = served.searches(plan.seed());
    Probe probe = Probe.take(served.client(), searches.everywhere(-1), PROBE_ATTEMPTS);
    FaultCycle cycle = new FaultCycle(probe, plan.times());
    List<Recovery> recoveries = new ArrayList<>();
    console.heading("searching while Redis and the encoder node are killed");
    try (SearchLoad control =
            SearchLoad.start(
                served.clients(),
                1,
                Long.MAX_VALUE,
                new Paced(searches.plain(), CONTROL_INTERVAL));
        SearchLoad load =
            SearchLoad.start(served.clients(), plan.threads(), Long.MAX_VALUE, searches)) {
      while (load.answered() < plan.searches()) {
        for (Breakage breakage : breakages(served)) {
          Recovery recovery = cycle.run(breakage);
          console.line("   %s; %,d searches so far", recovery, load.answered());
          recoveries.add(recovery);
        }
      }
      LoadReport searched = load.stop();
      return ServingReport.of(
          plan, searched, control.stop(), recoveries, NodeCounts.all(served.client()));
    }
  }

  private static List<Breakage> breakages(ServedCluster served) {
    return List.of(
        Breakage.of(Fault.KILLED, served.redis(), served.users()), encoderKilled(served));
  }

  private static Breakage encoderKilled(ServedCluster served) {
    return new Breakage(
        "encoder node killed, redis empty",
        () -> {
          served.redis().flush();
          new StoredUsers(served.redis()).write(served.users());
          served.cluster().node(ServedCluster.ENCODER_NODE).kill();
        },
        () -> served.cluster().restart(ServedCluster.ENCODER_NODE));
  }
}
