package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunResultTest {
  @Test
  void lastStage_oneStage_isAllOfIt() {
    assertThat(run(0.5, 1, 1.5).lastStage()).hasSize(3);
  }

  @Test
  void lastStage_severalStages_startsWhereEpochsStartAgain() {
    assertThat(run(0.5, 1, 0.5, 1, 0.5, 1, 1.5).lastStage())
        .extracting(TrainingSummary.Evaluation::epoch)
        .containsExactly(0.5, 1.0, 1.5);
    assertThat(run(1, 1, 2).lastStage()).hasSize(2);
  }

  @Test
  void validationAuc_isOfTheLookOfTheLastStageWhoseWeightsWereKept() {
    assertThat(run(look(0.5, 0.71), look(1, 0.72), look(1.5, 0.70)).validationAuc())
        .isEqualTo(0.72);
    assertThat(run(look(1, 0.72), look(2, 0.71), look(1, 0.69), look(2, 0.73)).validationAuc())
        .isEqualTo(0.69);
    assertThat(run(look(0.5, 0.71)).validationAuc()).isNaN();
  }

  private static TrainingSummary.Evaluation look(double epoch, double auc) {
    return new TrainingSummary.Evaluation(epoch, 0.6, auc, 0.6);
  }

  private static RunResult run(double... epochs) {
    return run(
        Arrays.stream(epochs)
            .mapToObj(epoch -> look(epoch, 0.7))
            .toArray(TrainingSummary.Evaluation[]::new));
  }

  /** A run that kept the weights of epoch 1. */
  private static RunResult run(TrainingSummary.Evaluation... evaluations) {
    return new RunResult(
        "din",
        TrainingOptions.small(),
        "digest",
        "train",
        new RunCost(1, 1, 1, 1, 1, 1),
        List.of(evaluations),
        1,
        new double[0],
        new double[0],
        "0123456789ab");
  }
}
