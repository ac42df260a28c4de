package io.ctrrank.trainer.network;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.Optional;
import java.util.function.Function;

/**
 * One matrix of a pre-trained layer: trained itself, or as it is, or as it is with a trained
 * low-rank addition, {@code W = W0 + (alpha / r) A B} (LoRA, arXiv 2106.09685, with x W for its W
 * x). B starts at 0, so the matrix starts as exactly W0. The sum is built once a step: that costs
 * less than a second product for every token.
 */
final class EncoderMatrix {
  private final LayerTuning.Matrix kind;
  private final Parameter weight;
  private final Optional<Addition> addition;

  private record Addition(Parameter down, Parameter up, double scale) {}

  EncoderMatrix(
      Parameters scope, LayerTuning.Matrix kind, LayerWeights.Dense start, LayerTuning tuning) {
    this.kind = kind;
    this.weight =
        scope.values(
            kind.id(),
            tuning.full() ? Role.ENCODER : Role.CONSTANT,
            start.weight(),
            start.in(),
            start.out());
    this.addition =
        tuning.adds(kind)
            ? Optional.of(addition(scope.scope(kind.id()), start, tuning))
            : Optional.empty();
  }

  private static Addition addition(Parameters scope, LayerWeights.Dense start, LayerTuning tuning) {
    double deviation = Math.sqrt(1.0 / (3 * start.in()));
    return new Addition(
        scope.normal("lora_a", Role.LOW_RANK, deviation, start.in(), tuning.rank()),
        scope.filled("lora_b", Role.LOW_RANK, 0, tuning.rank(), start.out()),
        tuning.scale());
  }

  /** The matrix as it is now, {@code [in, out]}. */
  <V> V value(Ops<V> ops) {
    V base = ops.parameter(weight);
    if (addition.isEmpty()) {
      return base;
    }
    Addition own = addition.get();
    V product = ops.matmul(ops.parameter(own.down()), ops.parameter(own.up()));
    return ops.add(base, ops.multiply(product, ops.constant(own.scale())));
  }

  LayerTuning.Matrix kind() {
    return kind;
  }

  /** The addition's current factors; empty without one. */
  Optional<LowRank> lowRank(Function<Parameter, float[]> values) {
    return addition.map(
        own -> {
          float[] up = values.apply(own.up());
          for (int i = 0; i < up.length; i++) {
            up[i] *= (float) own.scale();
          }
          int rank = (int) own.up().shape()[0];
          return new LowRank(rank, values.apply(own.down()), up);
        });
  }

  /** The matrix's current values, the addition merged in, {@code [in, out]} row-major. */
  float[] merged(Function<Parameter, float[]> values) {
    float[] base = values.apply(weight);
    return lowRank(values).map(own -> own.addedTo(base)).orElse(base);
  }
}
