package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.torch.TorchStudentTrainer;
import io.ctrrank.trainer.training.ClickModelTrainer;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands as a user does and keeps what the last one wrote. */
final class Commands {
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
    return CtrRank.run(
        models,
        students,
        new Terminal(new PrintWriter(out), new PrintWriter(err), false),
        arguments);
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
