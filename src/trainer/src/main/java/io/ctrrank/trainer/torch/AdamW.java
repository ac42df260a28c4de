package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101): the decay shrinks weights by {@code rate *
 * decay} a step and does not pass through the moments. Learning rate and decay are by parameter.
 * Not thread-safe; closed by the owner.
 */
final class AdamW implements AutoCloseable {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final List<Slot> slots = new ArrayList<>();
  private long steps;

  private record Slot(Tensor value, Tensor mean, Tensor square, double rate, double decay) {}

  /**
   * @param weights the weights
   * @param trains which of those that are trained at all change
   * @param rate learning rate of a parameter
   * @param decay decay of a parameter
   */
  AdamW(
      Weights weights,
      Predicate<Parameter> trains,
      ToDoubleFunction<Parameter> rate,
      ToDoubleFunction<Parameter> decay) {
    for (Parameter parameter : weights.parameters()) {
      if (parameter.role().trained() && trains.test(parameter)) {
        Tensor value = weights.apply(parameter);
        slots.add(
            new Slot(
                value,
                torch.zeros(parameter.shape()),
                torch.zeros(parameter.shape()),
                rate.applyAsDouble(parameter),
                decay.applyAsDouble(parameter)));
      }
    }
  }

  /** Takes one step along the gradients and clears them. */
  void step() {
    step(1);
  }

  /**
   * Takes one step along the gradients and clears them.
   *
   * @param pace share of the learning rates
   */
  void step(double pace) {
    steps++;
    double correction1 = 1 - Math.pow(BETA_1, steps);
    double correction2 = Math.sqrt(1 - Math.pow(BETA_2, steps));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Slot slot : slots) {
        Tensor gradient = slot.value.grad();
        if (!gradient.defined()) {
          continue;
        }
        if (slot.decay > 0) {
          slot.value.mul_(new Scalar(1 - pace * slot.rate * slot.decay));
        }
        slot.mean.lerp_(gradient, new Scalar(1 - BETA_1));
        slot.square.mul_(new Scalar(BETA_2)).addcmul_(gradient, gradient, new Scalar(1 - BETA_2));
        Tensor denominator =
            slot.square.sqrt().div_(new Scalar(correction2)).add_(new Scalar(EPSILON));
        slot.value.addcdiv_(slot.mean, denominator, new Scalar(-pace * slot.rate / correction1));
        gradient.zero_();
      }
    }
  }

  /** Moments and steps; a parameter without a gradient yet is one that was never reached. */
  void transfer(StateStream stream) throws IOException {
    steps = stream.number(steps);
    for (Slot slot : slots) {
      stream.values(slot.mean);
      stream.values(slot.square);
      boolean reached = slot.value.grad().defined();
      if (stream.number(reached ? 1 : 0) == 1 && !reached) {
        slot.value.mutable_grad().put(torch.zeros_like(slot.value));
      }
    }
  }

  @Override
  public void close() {
    for (Slot slot : slots) {
      slot.mean.close();
      slot.square.close();
    }
  }
}
