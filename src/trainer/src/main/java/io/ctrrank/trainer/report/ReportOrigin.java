package io.ctrrank.trainer.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  /** The file of a report that has its text. */
  public static final String TEXT = "README.md";

  private static final Pattern LINE = Pattern.compile("^Written by `([^`]*)`", Pattern.MULTILINE);

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

  /** The command that wrote the report in a folder; empty if there is none that tells. */
  public static Optional<String> commandOf(Path folder) throws IOException {
    Path text = folder.resolve(TEXT);
    if (!Files.isRegularFile(text)) {
      return Optional.empty();
    }
    Matcher line = LINE.matcher(Files.readString(text, StandardCharsets.UTF_8));
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
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
