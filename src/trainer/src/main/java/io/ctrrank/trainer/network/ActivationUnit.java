package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * The activation unit of DIN: a small network over {@code [t; h; t - h; t * h]} that says how much
 * each history row matters for the target. Its first layer is split: {@code [t; h; t - h; t * h] W
 * = t (W1 + W3) + h (W2 - W3) + (t * h) W4}, so three smaller matrices express the same.
 */
final class ActivationUnit {
  private final Ops.PairLayer layer;

  /**
   * @param width width of target and history vectors
   * @param context width of what else is known of a history row
   * @param hidden width of the hidden layer
   */
  ActivationUnit(Parameters scope, int width, int context, int hidden) {
    double deviation = Math.sqrt(1.0 / (3 * width));
    // Each draws its first weights when it is made: in another order they are others.
    Parameter target = scope.normal("target", Role.DENSE, deviation, width, hidden);
    Parameter product = scope.normal("product", Role.DENSE, deviation, width, hidden);
    Linear history =
        new Linear(scope.scope("history"), width + context, hidden, Role.DENSE, deviation, 0);
    Parameter statistics = scope.statistics("statistics", hidden);
    Parameter alpha = scope.filled("alpha", Role.BIAS, 0, hidden);
    Linear out = new Linear(scope.scope("out"), hidden, 1, Role.DENSE);
    this.layer =
        new Ops.PairLayer(target, history.layer(), product, statistics, alpha, out.layer());
  }

  /**
   * The user's interest in each target: the history's rows, summed by their weights without a
   * softmax.
   *
   * @param targets {@code [U, N, width]}
   * @param history {@code [U, L, width]}
   * @param context {@code [U, L, context]}
   * @param valid 1 for real history rows, {@code [U, L]}
   * @return {@code [U, N, width + context]}
   */
  <V> V forward(Ops<V> ops, V targets, V history, V context, V valid) {
    return ops.interest(targets, history, context, layer, valid);
  }
}
