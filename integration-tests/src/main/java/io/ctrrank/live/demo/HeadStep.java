package io.ctrrank.live.demo;

import io.ctrrank.live.redis.HeadItems;
import io.ctrrank.live.redis.Preload;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Computes the vectors of the items shown most, before any node starts. */
public final class HeadStep {
  private static final int HEAD = 1_500;

  private final Dataset dataset;
  private final Console console;

  /**
   * @param dataset whose training part says what is shown most
   * @param console where to tell
   */
  public HeadStep(Dataset dataset, Console console) {
    this.dataset = dataset;
    this.console = console;
  }

  /** Fills Redis. */
  public StepOutcome run(Preload preload, LocalRedis redis) throws IOException, BundleException {
    List<Item> head = HeadItems.of(dataset, HEAD);
    console.heading("vectors of the head: the films shown most, computed ahead of all searches");
    long start = System.nanoTime();
    preload.run(redis, head, done -> console.progress("in Redis", done, head.size()));
    double seconds = (System.nanoTime() - start) / 1e9;
    String summary =
        String.format(
            Locale.ROOT,
            "%,d of %,d films, %.0f %% of the training impressions, in Redis to stay: %.0f s, %.0f"
                + " films/s",
            head.size(),
            dataset.catalogue().size(),
            100 * HeadItems.share(dataset, head),
            seconds,
            head.size() / seconds);
    console.line("   %s", summary);
    return new StepOutcome(true, summary);
  }
}
