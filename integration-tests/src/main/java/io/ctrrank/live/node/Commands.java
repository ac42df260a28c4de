package io.ctrrank.live.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end. */
final class Commands {
  private static final long MINUTES = 3;

  private Commands() {}

  /**
   * Runs a command in the environment of this process.
   *
   * @return its standard output and error
   * @throws IOException if it does not end with exit code 0; the message holds its output
   */
  static String run(List<String> command) throws IOException, InterruptedException {
    return finish(new ProcessBuilder(command));
  }

  /** Runs a command in an environment of its own. */
  static String run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    replaceEnvironment(builder, environment);
    return finish(builder);
  }

  /**
   * Leaves nothing of this process's environment to the command: a node's must not depend on it.
   */
  static void replaceEnvironment(ProcessBuilder builder, Map<String, String> environment) {
    builder.environment().clear();
    builder.environment().putAll(environment);
  }

  private static String finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Path output = Files.createTempFile("command", ".log");
    try {
      Process process =
          builder
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(
            "command "
                + builder.command()
                + " ran longer than ["
                + MINUTES
                + "] minutes:\n"
                + Files.readString(output, UTF_8));
      }
      String text = Files.readString(output, UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(
            "command "
                + builder.command()
                + " ended with exit code ["
                + process.exitValue()
                + "]:\n"
                + text);
      }
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
