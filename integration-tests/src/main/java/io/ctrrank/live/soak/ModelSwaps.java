package io.ctrrank.live.soak;

import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.time.Duration;

/**
 * An alias goes from one model to the other and back again and again under searches; now and then
 * the model that it does not name is deleted and uploaded again, the small one often, the one with
 * the encoder seldom. In the end models that were taken away are waited for, as nodes keep them a
 * minute for searches that began with them.
 */
public final class ModelSwaps {
  private static final Duration RETIREMENT = Duration.ofSeconds(65);

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * How much.
   *
   * @param swaps of the alias
   * @param reload the small model is loaded anew once in so many swaps
   * @param reloadLarge the large one once in so many
   * @param sample nodes are asked what they hold so often
   * @param threads searches under way at a time
   * @param cluster how large
   * @param seed of the searches
   */
  public record Plan(
      int swaps,
      int reload,
      int reloadLarge,
      Duration sample,
      int threads,
      ServedCluster.Plan cluster,
      long seed) {}

  /**
   * @param artifacts what nodes are put together from
   * @param console where to tell how it goes
   */
  public ModelSwaps(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /** Swaps. */
  public SteadyReport run(Plan plan) throws IOException, InterruptedException, BundleException {
    try (ServedCluster served = ServedCluster.start(artifacts, dataset, plan.cluster(), console)) {
      console.heading(plan.swaps() + " model swaps");
      long loads = 0;
      try (SearchLoad load =
              SearchLoad.start(
                  served.clients(), plan.threads(), Long.MAX_VALUE, served.searches(plan.seed()));
          ResourceSamples samples = ResourceSamples.start(served.client(), plan.sample())) {
        for (int swap = 1; swap <= plan.swaps(); swap++) {
          boolean toSmall = swap % 2 == 1;
          served.name(toSmall ? ServedCluster.SMALL_MODEL : ServedCluster.MODEL);
          if (toSmall && swap % plan.reloadLarge() == 1) {
            reload(served, ServedCluster.MODEL);
            loads++;
          } else if (!toSmall && swap % plan.reload() == 0) {
            reload(served, ServedCluster.SMALL_MODEL);
            loads++;
          }
          if (swap % 50 == 0) {
            console.line("   %,d swaps, %,d searches so far", swap, load.answered());
          }
        }
        Thread.sleep(RETIREMENT);
        return SteadyReport.of(
            "alias switches, with " + loads + " models loaded anew",
            plan.swaps(),
            load.stop(),
            samples.all());
      }
    }
  }

  private static void reload(ServedCluster served, String model)
      throws IOException, BundleException {
    served.client().delete("/_ctr/model/" + model);
    served.upload(model);
  }
}
