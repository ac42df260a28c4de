package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/** Layer normalisation with scale and shift over the last axis, as in BERT. */
final class LayerNorm {
  private static final double EPSILON = 1e-12;

  private final Parameter scale;
  private final Parameter shift;

  /** Starts from pre-trained values. */
  LayerNorm(Parameters scope, LayerWeights.Norm start) {
    this.scale = scope.values("scale", Role.ENCODER, start.scale(), start.scale().length);
    this.shift = scope.values("shift", Role.ENCODER, start.shift(), start.shift().length);
  }

  <V> V forward(Ops<V> ops, V x) {
    V normal = ops.normalizeLast(x, EPSILON);
    return ops.add(ops.multiply(normal, ops.parameter(scale)), ops.parameter(shift));
  }
}
