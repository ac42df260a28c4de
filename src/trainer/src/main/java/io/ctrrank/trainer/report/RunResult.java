package io.ctrrank.trainer.report;

import io.ctrrank.trainer.training.TrainingSummary;
import java.util.List;

/**
 * What is kept of a run.
 *
 * @param name name of the model
 * @param seed the seed
 * @param dataDigest digest of everything the model read
 * @param command trains the same model alone
 * @param cost what it took
 * @param evaluations looks at the validation part in order
 * @param bestEpoch epochs trained when the kept weights were
 * @param test calibrated pCTR of each row of the test part
 */
public record RunResult(
    String name,
    long seed,
    String dataDigest,
    String command,
    RunCost cost,
    List<TrainingSummary.Evaluation> evaluations,
    double bestEpoch,
    double[] test) {
  public RunResult {
    evaluations = List.copyOf(evaluations);
  }
}
