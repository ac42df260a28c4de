package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.Parameter;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Weights on their way down a loss, their moving average, and the randomness of drop-out. Not
 * thread-safe; closed by the owner.
 */
final class Descent implements AutoCloseable {
  private final Weights weights;
  private final Weights averaged;
  private final Generator random;
  private final AdamW optimizer;
  private final MovingAverage average;

  /**
   * @param start weights to start from; stay the caller's
   * @param seed of drop-out
   * @param trains which of the weights that are trained at all change
   * @param rate learning rate of a parameter
   * @param decay weight decay of a parameter
   * @param averageDecay share of the old average that a step keeps
   */
  Descent(
      Weights start,
      long seed,
      Predicate<Parameter> trains,
      ToDoubleFunction<Parameter> rate,
      ToDoubleFunction<Parameter> decay,
      double averageDecay) {
    this.weights = start.copy();
    this.averaged = start.copy();
    this.random = torch.createCPUGenerator(seed);
    this.optimizer = new AdamW(weights, trains, rate, decay);
    this.average = new MovingAverage(weights, averaged, averageDecay);
  }

  /** Takes one step; the loss before it. */
  double step(Function<TorchOps, Tensor> loss) {
    return step(loss, 1);
  }

  /**
   * Takes one step; the loss before it.
   *
   * @param pace share of the learning rates
   */
  double step(Function<TorchOps, Tensor> loss, double pace) {
    double value = backward(loss);
    optimizer.step(pace);
    average.update();
    return value;
  }

  private double backward(Function<TorchOps, Tensor> loss) {
    try (PointerScope scope = new PointerScope()) {
      Tensor value = loss.apply(TorchOps.training(weights, random));
      value.backward();
      return value.item_float();
    }
  }

  /** The average, which is what is looked at and kept. */
  Weights averaged() {
    return averaged;
  }

  void transfer(StateStream stream) throws IOException {
    weights.transfer(stream);
    averaged.transfer(stream);
    average.transfer(stream);
    optimizer.transfer(stream);
    stream.random(random);
  }

  @Override
  public void close() {
    optimizer.close();
    random.close();
    averaged.close();
    weights.close();
  }
}
