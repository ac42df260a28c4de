package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.network.Parameter;
import java.io.IOException;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * How far a student is: the weights, and all that changes with them from epoch to epoch. Not
 * thread-safe; closed by the owner, which closes the student itself.
 */
final class StudentState implements RunState, AutoCloseable {
  private static final double AVERAGE_DECAY = 0.99;
  private static final double WEIGHT_DECAY = 0.01;

  /** Share of all steps until learning rates are reached. */
  private static final double WARM_UP = 0.08;

  private final TorchStudent student;
  private final StudentOptions options;
  private final long lastStep;
  private Descent descent;
  private TrainingClock clock = new TrainingClock();
  private int epochs;
  private long steps;
  private double best = -1;
  private int epochsSince;

  /**
   * @param student as it is before training; receives the best weights
   * @param lastStep number of the last step if all epochs are run
   */
  StudentState(TorchStudent student, StudentOptions options, long lastStep) {
    this.student = student;
    this.options = options;
    this.lastStep = lastStep;
    this.descent = descent(student, options);
  }

  private static Descent descent(TorchStudent student, StudentOptions options) {
    return new Descent(
        student.weights(),
        options.seed(),
        p -> true,
        p -> rate(p, options),
        StudentState::decay,
        AVERAGE_DECAY);
  }

  private static double rate(Parameter parameter, StudentOptions options) {
    return parameter.role() == Parameter.Role.LOW_RANK ? options.encoderRate() : options.headRate();
  }

  private static double decay(Parameter parameter) {
    return parameter.role() == Parameter.Role.LOW_RANK ? WEIGHT_DECAY : 0;
  }

  /** Takes one step; the batch's mean loss. */
  double step(Function<TorchOps, Tensor> loss) {
    steps++;
    return descent.step(loss, options.learnsToWrite() ? pace(steps, lastStep) : 1);
  }

  /**
   * The share of its learning rates that a step has where a decoder is learned from random weights:
   * up to all of it along a line, and down again.
   *
   * @param step from 1
   */
  static double pace(long step, long lastStep) {
    double warm = Math.max(1, WARM_UP * lastStep);
    return Math.min(step / warm, (lastStep + 1 - step) / Math.max(1, lastStep + 1 - warm));
  }

  /** Steps so far. */
  long steps() {
    return steps;
  }

  /** Epochs so far. */
  int epochs() {
    return epochs;
  }

  /** The weights that are judged and kept. */
  Weights averaged() {
    return descent.averaged();
  }

  /**
   * Ends an epoch whose averaged weights the student has, and keeps them if they are the best.
   *
   * @return whether they are
   */
  boolean judged(double validationF1) {
    epochs++;
    boolean better = validationF1 > best;
    epochsSince = better ? 0 : epochsSince + 1;
    if (better) {
      best = validationF1;
      student.keep();
    }
    return better;
  }

  /** The best validation F1, -1 before the first. */
  double best() {
    return best;
  }

  /** Whether there is a point in going on. */
  boolean goesOn() {
    return epochs < options.epochs() && epochsSince < options.patience();
  }

  double wallSeconds() {
    return clock.wallSeconds();
  }

  @Override
  public void reset() {
    descent.close();
    student.weights().reset();
    student.keep();
    descent = descent(student, options);
    clock = new TrainingClock();
    epochs = 0;
    steps = 0;
    best = -1;
    epochsSince = 0;
  }

  @Override
  public void transfer(StateStream stream) throws IOException {
    epochs = Math.toIntExact(stream.number(epochs));
    steps = stream.number(steps);
    best = stream.real(best);
    epochsSince = Math.toIntExact(stream.number(epochsSince));
    clock.transfer(stream);
    student.transferKept(stream);
    descent.transfer(stream);
  }

  @Override
  public void close() {
    descent.close();
  }
}
