package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * A light encoder of item and query, each by itself: the mean of the token states through a small
 * network. Both vectors and their product are the result, so the vector of an item could be stored.
 */
final class TwinEncoder {
  private static final double EPSILON = 1e-5;

  private final Linear itemHidden;
  private final Linear itemOut;
  private final Linear queryHidden;
  private final Linear queryOut;
  private final int vectorWidth;

  /**
   * @param width h of the token states
   * @param hidden width of the hidden layers
   * @param vectorWidth width of each text's vector
   */
  TwinEncoder(Parameters scope, int width, int hidden, int vectorWidth) {
    this.itemHidden = new Linear(scope.scope("item0"), width, hidden, Role.DENSE);
    this.itemOut = out(scope.scope("item1"), hidden, vectorWidth);
    this.queryHidden = new Linear(scope.scope("query0"), width, hidden, Role.DENSE);
    this.queryOut = out(scope.scope("query1"), hidden, vectorWidth);
    this.vectorWidth = vectorWidth;
  }

  private static Linear out(Parameters scope, int hidden, int vectorWidth) {
    return new Linear(scope, hidden, vectorWidth, Role.DENSE, Math.sqrt(1.0 / hidden), 0);
  }

  /** Width of the result. */
  int width() {
    return 3 * vectorWidth;
  }

  /** {@code [U, 1, width]}. */
  <V> V forward(Ops<V> ops, CtrInputs.Tokens<V> tokens) {
    V ofItem = ops.subtract(tokens.mask(), tokens.ofQuery());
    V item = itemOut.forward(ops, ops.gelu(itemHidden.forward(ops, mean(ops, tokens, ofItem))));
    V query =
        queryOut.forward(
            ops, ops.gelu(queryHidden.forward(ops, mean(ops, tokens, tokens.ofQuery()))));
    return ops.concat(-1, List.of(item, query, ops.multiply(item, query)));
  }

  private static <V> V mean(Ops<V> ops, CtrInputs.Tokens<V> tokens, V counted) {
    V weights = ops.unsqueeze(counted, 1);
    V sum = ops.matmul(weights, tokens.states());
    V count = ops.atLeast(ops.sum(weights, -1, true), 1);
    return ops.normalizeLast(ops.divide(sum, count), EPSILON);
  }
}
