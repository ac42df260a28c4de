package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.function.Function;

/** A linear layer of a pre-trained encoder, {@code x W + b}. */
final class EncoderDense {
  private final EncoderMatrix matrix;
  private final Parameter bias;

  EncoderDense(
      Parameters scope, LayerTuning.Matrix kind, LayerWeights.Dense start, LayerTuning tuning) {
    this.matrix = new EncoderMatrix(scope, kind, start, tuning);
    this.bias =
        scope.values(
            kind.id() + "_bias",
            tuning.full() ? Role.ENCODER : Role.CONSTANT,
            start.bias(),
            start.out());
  }

  <V> V forward(Ops<V> ops, V x) {
    return ops.linear(x, matrix.value(ops), ops.parameter(bias));
  }

  EncoderMatrix matrix() {
    return matrix;
  }

  <V> V bias(Ops<V> ops) {
    return ops.parameter(bias);
  }

  /** The current values, a low-rank addition merged in. */
  LayerWeights.Dense values(Function<Parameter, float[]> values) {
    return new LayerWeights.Dense(matrix.merged(values), values.apply(bias));
  }
}
