package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/** Layer normalisation with scale and shift over the last axis, as in BERT. */
final class LayerNorm {
  private static final double EPSILON = 1e-12;

  private final Parameter scale;
  private final Parameter shift;

  private LayerNorm(Parameter scale, Parameter shift) {
    this.scale = scale;
    this.shift = shift;
  }

  /** Starts from pre-trained values. */
  LayerNorm(Parameters scope, LayerWeights.Norm start) {
    this(
        scope.values("scale", Role.ENCODER, start.scale(), start.scale().length),
        scope.values("shift", Role.ENCODER, start.shift(), start.shift().length));
  }

  /** Starts without effect behind the normalisation. */
  static LayerNorm plain(Parameters scope, int width) {
    return new LayerNorm(
        scope.filled("scale", Role.BIAS, 1, width), scope.filled("shift", Role.BIAS, 0, width));
  }

  <V> V forward(Ops<V> ops, V x) {
    V normal = ops.normalizeLast(x, EPSILON);
    return ops.add(ops.multiply(normal, ops.parameter(scale)), ops.parameter(shift));
  }
}
