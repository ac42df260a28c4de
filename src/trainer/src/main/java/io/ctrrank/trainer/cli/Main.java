package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.torch.TorchStudentTrainer;
import io.ctrrank.trainer.torch.TorchTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Entry point of {@code ctr-rank}. */
public final class Main {
  /**
   * System property that names a file: it is there after a command that failed and said why, which
   * then exits with 0. Lets a build that runs the command fail without words of its own; a JVM that
   * ends otherwise has an exit code.
   */
  private static final String FAILED = "ctr-rank.failed";

  private Main() {}

  /** Runs a command and exits with its code, or with 0 where there is a file to mark. */
  public static void main(String[] arguments) throws IOException {
    int exitCode =
        CtrRank.run(new TorchTrainer(), new TorchStudentTrainer(), Terminal.system(), arguments);
    String failed = System.getProperty(FAILED);
    if (failed != null) {
      mark(Path.of(failed), exitCode != 0);
      System.exit(0);
    }
    System.exit(exitCode);
  }

  private static void mark(Path file, boolean failed) throws IOException {
    Files.deleteIfExists(file);
    if (failed) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.createFile(file);
    }
  }
}
