package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The example in JavaScript with the packages that its lock file names, in a folder of the build's.
 * What was installed for the same lock file before is used again.
 */
final class JavaScriptProject {
  private static final Path SOURCE = Path.of("clients/javascript");
  private static final String LOCK = "package-lock.json";

  /** The lock file that packages were installed by; {@code npm ci} removes it before it begins. */
  private static final String DONE = "node_modules/.installed.json";

  private static final long MINUTES = 3;

  private final Path folder;

  private JavaScriptProject(Path folder) {
    this.folder = folder;
  }

  /**
   * Installs the packages. Without Node.js the test is skipped, but not where variable {@code CI}
   * is set: there it fails.
   *
   * @param build folder of what the build makes
   * @param environment of this process
   */
  static JavaScriptProject install(Path build, Map<String, String> environment)
      throws IOException, InterruptedException {
    requireNodeJs(environment);
    Path folder = Files.createDirectories(build.resolve("javascript"));
    try (Stream<Path> files = Files.list(SOURCE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    JavaScriptProject project = new JavaScriptProject(folder);
    project.installPackages();
    return project;
  }

  private void installPackages() throws IOException, InterruptedException {
    Path done = folder.resolve(DONE);
    byte[] lock = Files.readAllBytes(folder.resolve(LOCK));
    if (!Files.exists(done) || !Arrays.equals(Files.readAllBytes(done), lock)) {
      run(List.of("npm", "ci", "--ignore-scripts"));
      Files.write(done, lock);
    }
  }

  /**
   * Runs a program of the project.
   *
   * @return what it prints
   * @throws IOException if it does not end well; the message holds what it says
   */
  String run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", program));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static void requireNodeJs(Map<String, String> environment) {
    List<String> missing =
        Stream.of("node", "npm").filter(program -> !isThere(program, environment)).toList();
    String reason =
        "programs "
            + missing
            + " are not on the path, so the example in JavaScript cannot be tried;"
            + " install Node.js 20.18.1 or later";
    if (!missing.isEmpty() && environment.containsKey("CI")) {
      throw new IllegalStateException(reason);
    }
    assumeTrue(missing.isEmpty(), reason);
  }

  private static boolean isThere(String program, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.log");
    Path errors = folder.resolve("errors.log");
    Process process =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    if (!ended || process.exitValue() != 0) {
      throw new IOException(
          "command "
              + command
              + (ended
                  ? " ended with exit code [" + process.exitValue() + "]:\n"
                  : " did not end:\n")
              + Files.readString(errors, UTF_8));
    }
    return Files.readString(output, UTF_8);
  }
}
