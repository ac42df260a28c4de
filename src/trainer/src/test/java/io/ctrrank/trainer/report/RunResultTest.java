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

  private static RunResult run(double... epochs) {
    List<TrainingSummary.Evaluation> evaluations =
        Arrays.stream(epochs)
            .mapToObj(epoch -> new TrainingSummary.Evaluation(epoch, 0.6, 0.7, 0.6))
            .toList();
    return new RunResult(
        "din",
        TrainingOptions.small(),
        "digest",
        "train",
        new RunCost(1, 1, 1, 1, 1, 1),
        evaluations,
        1,
        new double[0],
        new double[0],
        "0123456789ab");
  }
}
