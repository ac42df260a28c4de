package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.training.TrainingOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CommandTimeTest {
  @Test
  void words_ofOneStart_areTimeAndJobs() {
    RunResult run = run(1);

    assertThat(new CommandTime(12_600, 1, 0, 2, Set.of(CommandTime.id(run))).words(List.of(run)))
        .isEqualTo("By the clock the whole command took 3.5 hours, 2 runs side by side.");
  }

  @Test
  void words_ofSeveralStartsAndRunsFromElsewhere_tellWhatIsNotInTheTime() {
    RunResult own = run(1);

    assertThat(
            new CommandTime(600, 3, 1, 1, Set.of(CommandTime.id(own))).words(List.of(own, run(2))))
        .isEqualTo(
            "By the clock the whole command took 10 minutes, 1 run side by side, over 3 starts."
                + " Ended from outside: 1 start; up to a minute of each is not in it. Not in it: 1"
                + " run that another command or an earlier release had trained.");
  }

  private static RunResult run(long seed) {
    return new RunResult(
        "din",
        TrainingOptions.small().toBuilder().seed(seed).build(),
        "abc",
        "train",
        new RunCost(1, 1, 1, 1, 1, 1),
        List.of(),
        1,
        new double[0],
        new double[0],
        "0123456789ab");
  }
}
