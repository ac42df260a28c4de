package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * Attention of one thing over the history that says how much each row's pair counts: softmax over
 * scaled products of a query and keys. Zeros where no row counts.
 */
final class PairAttention {
  private final Linear query;
  private final Linear key;
  private final double scale;

  /**
   * @param width width of what is compared
   * @param attentionWidth width of queries and keys
   */
  PairAttention(Parameters scope, int width, int attentionWidth) {
    double deviation = Math.sqrt(1.0 / width);
    this.query = new Linear(scope.scope("query"), width, attentionWidth, Role.DENSE, deviation, 0);
    this.key = new Linear(scope.scope("key"), width, attentionWidth, Role.DENSE, deviation, 0);
    this.scale = 1 / Math.sqrt(attentionWidth);
  }

  /**
   * @param targets what asks, {@code [U, N, width]}
   * @param rows what is asked, {@code [U, L, width]}
   * @param values {@code [U, L, w]}
   * @param valid which rows count, {@code [U, L]}
   * @return {@code [U, N, w]}
   */
  <V> V forward(Ops<V> ops, V targets, V rows, V values, V valid) {
    V asked = ops.multiply(query.forward(ops, targets), ops.constant(scale));
    V scores = ops.matmul(asked, ops.transpose(key.forward(ops, rows)));
    V weights = ops.softmax(scores, ops.unsqueeze(valid, 1));
    return ops.matmul(weights, ops.multiply(values, ops.unsqueeze(valid, -1)));
  }
}
