package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * Shares of the event types among the history items like the target: a softmax of the cosines at a
 * temperature weighs the history. Zeros without history.
 */
final class SimilarRates {
  private final Parameter inverseTemperature;

  /** Starts at {@code temperature}, which is trained along. */
  SimilarRates(Parameters scope, double temperature) {
    this.inverseTemperature = scope.filled("inverse", Role.BIAS, 1 / temperature, 1);
  }

  /**
   * @param cosines {@code [U, N, L]}
   * @param valid {@code [U, L]}
   * @param values what is averaged, zeros for rows that do not count, {@code [U, L, T]}
   * @return {@code [U, N, T]}
   */
  <V> V forward(Ops<V> ops, V cosines, V valid, V values) {
    V scores = ops.multiply(cosines, ops.parameter(inverseTemperature));
    return ops.matmul(ops.softmax(scores, ops.unsqueeze(valid, 1)), values);
  }
}
