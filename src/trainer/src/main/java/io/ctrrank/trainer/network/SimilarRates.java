package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares of the event types among the history items like the target: softmaxes of the cosines at
 * several temperatures weigh the history. Zeros without history.
 */
final class SimilarRates {
  private final List<Parameter> inverseTemperatures = new ArrayList<>();

  /** Starts at {@code temperatures}, which are trained along. */
  SimilarRates(Parameters scope, double... temperatures) {
    for (double temperature : temperatures) {
      Parameters own = scope.scope("rates" + inverseTemperatures.size());
      inverseTemperatures.add(own.filled("inverse", Role.BIAS, 1 / temperature, 1));
    }
  }

  /** Inverse temperatures, of one element each. */
  List<Parameter> inverseTemperatures() {
    return inverseTemperatures;
  }

  /**
   * @param cosines {@code [U, N, L]}
   * @param valid {@code [U, L]}
   * @param types one-hot types, zeros for rows that do not count, {@code [U, L, T]}
   * @return {@code [U, N, T * temperatures]}
   */
  <V> V forward(Ops<V> ops, V cosines, V valid, V types) {
    return ops.shares(cosines, inverseTemperatures, valid, types);
  }
}
