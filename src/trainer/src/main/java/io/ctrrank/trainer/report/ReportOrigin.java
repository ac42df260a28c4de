package io.ctrrank.trainer.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a report came about.
 *
 * @param command the command that makes it again
 * @param version the product and its version
 * @param trainer version of the code that trains ({@link
 *     io.ctrrank.trainer.training.TrainerVersion})
 * @param time what the command took until the moment of asking
 */
public record ReportOrigin(
    String command, String version, String trainer, Supplier<CommandTime> time) {
  public ReportOrigin {
    requireNonNull(command, "command is null");
    requireNonNull(version, "version is null");
    requireNonNull(trainer, "trainer is null");
    requireNonNull(time, "time is null");
  }

  /**
   * What stands under a report's title: what wrote it, and which trainers the runs are of. No line
   * feed at the end.
   *
   * @param runs by the names of models
   */
  String words(Map<String, List<RunResult>> runs) {
    return line() + "\n\n" + Trainers.words(trainer, runs);
  }

  private String line() {
    return "Written by `"
        + command
        + "` of "
        + version
        + ", trainer "
        + trainer
        + ", on "
        + Machine.here()
        + ". Do not edit: the command replaces it.";
  }
}
