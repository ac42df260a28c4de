package io.ctrrank.trainer.report;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.VariantName;

/**
 * One model of a suite.
 *
 * @param architecture the family
 * @param options how to train it; the seed is set run by run
 * @param historyLength newest events that the history of an impression holds
 * @param seeds number of runs, with seeds 1 and up
 */
public record SuiteModel(
    Architecture architecture, TrainingOptions options, int historyLength, int seeds) {
  public SuiteModel {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(options, "options is null");
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds is [" + seeds + "]; expected [1] or more");
    }
  }

  /** The variant's name with the history's length: names a model in tables and files. */
  public String name() {
    return VariantName.of(architecture, options) + "-history-" + historyLength;
  }

  /** The options of one run. */
  public TrainingOptions options(long seed) {
    return options.toBuilder().seed(seed).threads(1).build();
  }
}
