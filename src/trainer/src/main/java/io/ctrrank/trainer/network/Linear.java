package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/** {@code x W + b} over the last axis. */
final class Linear {
  private final Parameter weight;
  private final Parameter bias;

  /** Starts with a variance that keeps the size of what passes (He, for ReLU-like successors). */
  Linear(Parameters scope, int in, int out, Role role) {
    this(scope, in, out, role, Math.sqrt(2.0 / in), 0);
  }

  Linear(Parameters scope, int in, int out, Role role, double deviation, double firstBias) {
    this.weight = scope.normal("weight", role, deviation, in, out);
    this.bias = scope.filled("bias", role == Role.ADAPTOR ? role : Role.BIAS, firstBias, out);
  }

  <V> V forward(Ops<V> ops, V x) {
    return ops.linear(x, ops.parameter(weight), ops.parameter(bias));
  }

  /** Its weights, for operations that take them as they are. */
  Ops.Layer layer() {
    return new Ops.Layer(weight, bias);
  }
}
