package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.torch.TorchStudentTrainer;
import io.ctrrank.trainer.training.ClickModelTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs commands as a user does and keeps what the last one wrote. Work folders have the released
 * encoder and what is made of it in common: to unpack it takes a second each time.
 */
final class Commands {
  private static final Path ENCODER = Path.of("target", "encoder-of-tests").toAbsolutePath();

  private final ClickModelTrainer trainer;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  /**
   * @param trainer trains and loads for the commands
   */
  Commands(ClickModelTrainer trainer) {
    this.trainer = trainer;
  }

  /** Runs one command; its exit code. */
  int run(String... arguments) {
    return run(trainer, arguments);
  }

  /** Runs one command with another trainer; its exit code. */
  int run(ClickModelTrainer other, String... arguments) {
    return run(other, new TorchStudentTrainer(), arguments);
  }

  /** Runs one command with another trainer of students; its exit code. */
  int run(StudentTrainer students, String... arguments) {
    return run(trainer, students, arguments);
  }

  private int run(ClickModelTrainer models, StudentTrainer students, String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    shareEncoder(List.of(arguments));
    return CtrRank.run(
        models,
        students,
        new Terminal(new PrintWriter(out), new PrintWriter(err), false),
        arguments);
  }

  private static void shareEncoder(List<String> arguments) {
    int option = arguments.indexOf("--work");
    if (option < 0) {
      return;
    }
    Path work = Path.of(arguments.get(option + 1));
    try {
      if (Files.notExists(work.resolve("encoder"))) {
        Files.createDirectories(ENCODER);
        Files.createDirectories(work);
        Files.createSymbolicLink(work.resolve("encoder"), ENCODER);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the last command wrote as its result. */
  String out() {
    return out.toString();
  }

  /** What the last command told of the way there. */
  String err() {
    return err.toString();
  }
}
