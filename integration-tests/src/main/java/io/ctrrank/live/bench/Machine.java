package io.ctrrank.live.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where something was measured.
 *
 * @param processor model name of the processor
 * @param cores processors that this JVM may use
 * @param system operating system and version
 * @param java version of the JVM
 */
public record Machine(String processor, int cores, String system, String java) {

  /** This machine. */
  public static Machine describe() {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.version"));
  }

  private static String processorName() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo"), UTF_8).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }

  @Override
  public String toString() {
    return processor + ", " + cores + " cores, " + system + ", JDK " + java;
  }
}
