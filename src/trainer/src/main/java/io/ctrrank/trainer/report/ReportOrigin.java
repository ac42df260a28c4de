package io.ctrrank.trainer.report;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * How a report came about.
 *
 * @param command the command that makes it again
 * @param version the product and its version
 * @param time what the command took until the moment of asking
 */
public record ReportOrigin(String command, String version, Supplier<CommandTime> time) {
  public ReportOrigin {
    requireNonNull(command, "command is null");
    requireNonNull(version, "version is null");
    requireNonNull(time, "time is null");
  }

  /** The line under a report's title, without a line feed. */
  String line() {
    return "Written by `"
        + command
        + "` of "
        + version
        + " on "
        + Machine.here()
        + ". Do not edit: the command replaces it.";
  }
}
