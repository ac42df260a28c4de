package io.ctrrank.trainer.report;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a run.
 *
 * @param name name of the model
 * @param options how it was trained, seed included
 * @param dataDigest digest of everything the model read
 * @param command trains the same model alone
 * @param cost what it took
 * @param evaluations looks at the validation part in order
 * @param bestEpoch epochs trained when the kept weights were
 * @param test calibrated pCTR of each row of the test part
 * @param testAtOnce the same with each user's rows scored at once; null in runs of older releases
 * @param trainer version of the code that trained it ({@link
 *     io.ctrrank.trainer.training.TrainerVersion}); null in runs of older releases
 */
public record RunResult(
    String name,
    TrainingOptions options,
    String dataDigest,
    String command,
    RunCost cost,
    List<TrainingSummary.Evaluation> evaluations,
    double bestEpoch,
    double[] test,
    double @Nullable [] testAtOnce,
    @Nullable String trainer) {
  public RunResult {
    requireNonNull(name, "name is null");
    requireNonNull(options, "options is null");
    requireNonNull(dataDigest, "dataDigest is null");
    requireNonNull(command, "command is null");
    requireNonNull(cost, "cost is null");
    requireNonNull(test, "test is null");
    evaluations = List.copyOf(evaluations);
  }

  /** The evaluations of the last stage of training: each stage counts epochs from its start. */
  public List<TrainingSummary.Evaluation> lastStage() {
    int from = 0;
    for (int i = 1; i < evaluations.size(); i++) {
      if (evaluations.get(i).epoch() <= evaluations.get(i - 1).epoch()) {
        from = i;
      }
    }
    return evaluations.subList(from, evaluations.size());
  }

  /** AUC of the validation part with the weights that were kept; NaN if no look is of them. */
  public double validationAuc() {
    return lastStage().stream()
        .filter(look -> look.epoch() == bestEpoch)
        .mapToDouble(TrainingSummary.Evaluation::validationAuc)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The seed. */
  public long seed() {
    return options.seed();
  }
}
