package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.Parameter;
import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/**
 * Exponential moving average of weights, which generalises better than the last step's. In the
 * first steps the average is short, so the random start is soon forgotten.
 */
final class MovingAverage {
  private final Weights source;
  private final Weights average;
  private final double decay;
  private long updates;

  /**
   * @param source what is trained
   * @param average where the average is kept
   * @param decay share of the old average that a step keeps
   */
  MovingAverage(Weights source, Weights average, double decay) {
    this.source = source;
    this.average = average;
    this.decay = decay;
  }

  /** How many weights were taken in; the two sets of weights have states of their own. */
  void transfer(StateStream stream) throws IOException {
    updates = stream.number(updates);
  }

  /** Takes in the current weights. */
  void update() {
    updates++;
    double kept = Math.min(decay, (double) updates / (updates + 10));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Parameter parameter : source.parameters()) {
        if (parameter.role() != Parameter.Role.CONSTANT) {
          average.apply(parameter).lerp_(source.apply(parameter), new Scalar(1 - kept));
        }
        if (parameter.role() == Parameter.Role.STATISTIC) {
          average.start(parameter).lerp_(source.start(parameter), new Scalar(1 - kept));
        }
      }
    }
  }
}
