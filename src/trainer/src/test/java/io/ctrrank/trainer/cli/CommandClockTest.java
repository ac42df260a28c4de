package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.report.CommandTime;
import io.ctrrank.trainer.report.RunCost;
import io.ctrrank.trainer.report.RunResult;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandClockTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir Path folder;

  private final AtomicLong now = new AtomicLong(17);

  @Test
  void time_ofACommandThatWasGivenTwice_isThatOfBothStarts() throws IOException {
    try (CommandClock clock = start("report")) {
      now.addAndGet(10 * SECOND);
      clock.trained(run("din", 1));
      assertThat(clock.time()).isEqualTo(new CommandTime(10, 1, 0, 2, clock.time().trained()));
    }
    now.addAndGet(100 * SECOND);
    try (CommandClock clock = start("report")) {
      now.addAndGet(5 * SECOND);
      clock.trained(run("din", 2));

      assertThat(clock.time().seconds()).isEqualTo(15);
      assertThat(clock.time().starts()).isEqualTo(2);
      assertThat(clock.time().cut()).isZero();
      assertThat(clock.time().trained())
          .containsExactlyInAnyOrder(CommandTime.id(run("din", 1)), CommandTime.id(run("din", 2)));
    }
  }

  @Test
  void time_ofAStartThatWasKilled_isThatOfItsLastRunAndIsTold() throws IOException {
    CommandClock killed = start("report");
    now.addAndGet(10 * SECOND);
    killed.trained(run("din", 1));
    now.addAndGet(10 * SECOND);

    try (CommandClock clock = start("report")) {
      assertThat(clock.time().seconds()).isEqualTo(10);
      assertThat(clock.time().cut()).isEqualTo(1);
    }
    killed.close();
  }

  @Test
  void time_ofAnotherCommandOrADamagedFile_isItsOwn() throws IOException {
    try (CommandClock clock = start("report")) {
      now.addAndGet(10 * SECOND);
    }
    try (CommandClock clock = start("report --seeds 3")) {
      assertThat(clock.time().seconds()).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.writeString(file, "{");
      }
    }
    try (CommandClock clock = start("report")) {
      assertThat(clock.time().starts()).isEqualTo(1);
    }
  }

  private CommandClock start(String command) throws IOException {
    return new CommandClock(folder, command, 2, now::get, now.get());
  }

  private static RunResult run(String name, long seed) {
    return new RunResult(
        name,
        TrainingOptions.small().toBuilder().seed(seed).build(),
        "0123456789abcdef0123",
        "train",
        new RunCost(1, 1, 1, 1, 1, 1),
        List.of(),
        1,
        new double[0],
        new double[0],
        "0123456789ab");
  }
}
