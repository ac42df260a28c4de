package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.function.Function;

/** Layer normalisation with scale and shift over the last axis, as in BERT. */
final class LayerNorm {
  private static final double EPSILON = 1e-12;

  private final Parameter scale;
  private final Parameter shift;

  /** Starts from pre-trained values. */
  LayerNorm(Parameters scope, LayerWeights.Norm start, LayerTuning tuning) {
    Role role = tuning.full() ? Role.ENCODER : Role.CONSTANT;
    this.scale = scope.values("scale", role, start.scale(), start.scale().length);
    this.shift = scope.values("shift", role, start.shift(), start.shift().length);
  }

  /** The current values. */
  LayerWeights.Norm values(Function<Parameter, float[]> values) {
    return new LayerWeights.Norm(values.apply(scale), values.apply(shift));
  }

  <V> V forward(Ops<V> ops, V x) {
    V normal = ops.normalizeLast(x, EPSILON);
    return ops.add(ops.multiply(normal, ops.parameter(scale)), ops.parameter(shift));
  }
}
