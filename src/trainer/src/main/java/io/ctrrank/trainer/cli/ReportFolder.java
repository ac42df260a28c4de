package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.report.ReportOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a report goes.
 *
 * @param folder its folder
 */
record ReportFolder(Path folder) {
  /** The report's text. */
  Path text() {
    return folder.resolve(ReportOrigin.TEXT);
  }

  /**
   * Refuses a folder with the report of another command. The same options in another order are the
   * same command, and so is one that named the folder in another way.
   *
   * @param command the command that is to write the report
   */
  void requireFreeFor(String command) throws IOException, CommandException {
    Optional<String> writer = ReportOrigin.commandOf(folder);
    if (writer.isPresent() && !options(writer.get()).equals(options(command))) {
      throw new CommandException(
          "folder ["
              + folder
              + "] has the report of ["
              + writer.get()
              + "]; expected none, or one of ["
              + command
              + "]; name another folder with [--out] or give [--force]");
    }
  }

  /** The command and each of its options with its value. */
  private static Set<String> options(String command) {
    return Stream.of(command.split(" (?=--)"))
        .filter(option -> !option.startsWith("--out "))
        .collect(Collectors.toSet());
  }
}
