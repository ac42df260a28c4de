package io.ctrrank.live.soak;

import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.time.Duration;

/**
 * Searches of a cluster as fast as they go for a long time, while nodes are asked what they hold.
 * Redis forgets its vectors now and then, so that the encoder node works too.
 */
public final class SteadyLoad {
  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * How much.
   *
   * @param time how long
   * @param forget Redis forgets so often
   * @param sample nodes are asked so often
   * @param threads searches under way at a time
   * @param cluster how large
   * @param seed of the searches
   */
  public record Plan(
      Duration time,
      Duration forget,
      Duration sample,
      int threads,
      ServedCluster.Plan cluster,
      long seed) {}

  /**
   * @param artifacts what nodes are put together from
   * @param console where to tell how it goes
   */
  public SteadyLoad(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /** Searches and looks. */
  public SteadyReport run(Plan plan) throws IOException, InterruptedException, BundleException {
    try (ServedCluster served = ServedCluster.start(artifacts, dataset, plan.cluster(), console)) {
      console.heading("searching for " + plan.time());
      long end = System.nanoTime() + plan.time().toNanos();
      long forgotten = 0;
      try (SearchLoad load =
              SearchLoad.start(
                  served.clients(), plan.threads(), Long.MAX_VALUE, served.searches(plan.seed()));
          ResourceSamples samples = ResourceSamples.start(served.client(), plan.sample())) {
        while (System.nanoTime() < end) {
          Thread.sleep(
              Duration.ofNanos(Math.clamp(end - System.nanoTime(), 0, plan.forget().toNanos())));
          served.redis().flush();
          new StoredUsers(served.redis()).write(served.users());
          forgotten++;
          console.line("   %,d searches so far", load.answered());
        }
        return SteadyReport.of("Redis was emptied", forgotten, load.stop(), samples.all());
      }
    }
  }
}
