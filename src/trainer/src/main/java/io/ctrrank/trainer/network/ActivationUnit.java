package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * The activation unit of DIN: a small network over {@code [t; h; t - h; t * h]} that says how much
 * each history row matters for the target. Its first layer is split: {@code [t; h; t - h; t * h] W
 * = t (W1 + W3) + h (W2 - W3) + (t * h) W4}, so three smaller matrices express the same.
 */
final class ActivationUnit {
  private final Parameter targetPart;
  private final Parameter productPart;
  private final Linear historyPart;
  private final Parameter statistics;
  private final Parameter alpha;
  private final Linear out;

  /**
   * @param width width of target and history vectors
   * @param context width of what else is known of a history row
   * @param hidden width of the hidden layer
   */
  ActivationUnit(Parameters scope, int width, int context, int hidden) {
    double deviation = Math.sqrt(1.0 / (3 * width));
    this.targetPart = scope.normal("target", Role.DENSE, deviation, width, hidden);
    this.productPart = scope.normal("product", Role.DENSE, deviation, width, hidden);
    this.historyPart =
        new Linear(scope.scope("history"), width + context, hidden, Role.DENSE, deviation, 0);
    this.statistics = scope.statistics("statistics", hidden);
    this.alpha = scope.filled("alpha", Role.BIAS, 0, hidden);
    this.out = new Linear(scope.scope("out"), hidden, 1, Role.DENSE);
  }

  /**
   * @param targets {@code [U, N, width]}
   * @param history {@code [U, L, width]}
   * @param context {@code [U, L, context]}
   * @param valid 1 for real history rows, {@code [U, L]}
   * @return weights without softmax, 0 for padding, {@code [U, N, L]}
   */
  <V> V forward(Ops<V> ops, V targets, V history, V context, V valid) {
    V known = historyPart.forward(ops, ops.concat(-1, List.of(history, context)));
    return ops.pairs(
        targets,
        history,
        new Ops.PairLayer<>(targetPart, known, productPart, statistics, alpha, out.layer()),
        valid);
  }
}
