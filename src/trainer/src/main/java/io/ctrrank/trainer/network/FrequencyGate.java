package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * How much knowledge of an item counts, by how often the item was shown: {@code 2 sigmoid(a ln(1 +
 * n) + b)}. What is known of an item from elsewhere should matter where clicks say little. Starts
 * at 1 for all.
 */
final class FrequencyGate {
  private final Parameter slope;
  private final Parameter shift;

  FrequencyGate(Parameters scope) {
    this.slope = scope.filled("slope", Role.BIAS, 0, 1);
    this.shift = scope.filled("shift", Role.BIAS, 0, 1);
  }

  /**
   * @param exposures ln(1 + training impressions) of the targets, {@code [U, N, 1]}
   * @return {@code [U, N, 1]}
   */
  <V> V forward(Ops<V> ops, V exposures) {
    V logit = ops.add(ops.multiply(exposures, ops.parameter(slope)), ops.parameter(shift));
    return ops.multiply(ops.sigmoid(logit), ops.constant(2));
  }
}
