package io.ctrrank.trainer.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine that a report is made on.
 *
 * @param processor name of the processor
 * @param cores processors that the process may use
 * @param java version of the JDK
 */
record Machine(String processor, int cores, String java) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String FIELD = "model name";

  /** This machine. */
  static Machine here() {
    return new Machine(
        processorName(), Runtime.getRuntime().availableProcessors(), Runtime.version().toString());
  }

  private static String processorName() {
    try {
      for (String line : Files.readAllLines(PROCESSORS, StandardCharsets.UTF_8)) {
        if (line.startsWith(FIELD)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      return System.getProperty("os.arch", "unknown");
    }
    return System.getProperty("os.arch", "unknown");
  }

  @Override
  public String toString() {
    return cores + " cores of " + processor + ", JDK " + java;
  }
}
