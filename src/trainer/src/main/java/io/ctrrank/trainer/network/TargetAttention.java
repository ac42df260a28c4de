package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi-head dot-product attention of targets over the history. Keys and values also see the event
 * type, so a head can tell liked from disliked neighbours. Zeros without history.
 *
 * <p>Keys and values are linear in the history rows, so they are never built: {@code (t Q)(h K)' =
 * (t Q K') h'} and {@code sum w (h V) = (sum w h) V}. The history is read as it is, and all
 * projections are of targets.
 */
final class TargetAttention {
  private static final double EXCLUDED = -1e4;

  private final List<Head> heads;
  private final int width;
  private final int context;
  private final double scale;

  /** Key is {@code [headWidth, width + context]}, value {@code [width + context, headWidth]}. */
  private record Head(Linear query, Parameter key, Parameter value) {}

  /**
   * @param width width of the vectors
   * @param context width of what else is known of a history row
   * @param heads number of heads
   * @param headWidth width of each head's query, key and value
   */
  TargetAttention(Parameters scope, int width, int context, int heads, int headWidth) {
    this.heads = new ArrayList<>();
    this.width = width;
    this.context = context;
    this.scale = 1 / Math.sqrt(headWidth);
    for (int i = 0; i < heads; i++) {
      Parameters head = scope.scope(Integer.toString(i));
      double deviation = Math.sqrt(1.0 / width);
      this.heads.add(
          new Head(
              new Linear(head.scope("query"), width, headWidth, Role.DENSE, deviation, 0),
              head.normal("key", Role.DENSE, deviation, headWidth, width + context),
              head.normal("value", Role.DENSE, deviation, width + context, headWidth)));
    }
  }

  /**
   * @param targets {@code [U, N, width]}
   * @param history vectors, {@code [U, L, width]}
   * @param contexts what else is known, {@code [U, L, context]}
   * @param valid {@code [U, L]}
   * @return {@code [U, N, heads * headWidth]}
   */
  <V> V forward(Ops<V> ops, V targets, V history, V contexts, V valid) {
    V perRow = ops.unsqueeze(valid, 1);
    V excluded = ops.constant(EXCLUDED);
    V historyColumns = ops.transpose(history);
    V contextColumns = ops.transpose(contexts);
    List<V> results = new ArrayList<>(heads.size());
    for (Head head : heads) {
      V query = ops.multiply(head.query.forward(ops, targets), ops.constant(scale));
      V pulled = ops.matmul(query, ops.parameter(head.key));
      V scores =
          ops.add(
              ops.matmul(ops.columns(pulled, 0, width), historyColumns),
              ops.matmul(ops.columns(pulled, width, width + context), contextColumns));
      V weights = ops.multiply(ops.softmax(ops.select(perRow, scores, excluded)), perRow);
      V read = ops.concat(-1, List.of(ops.matmul(weights, history), ops.matmul(weights, contexts)));
      results.add(ops.matmul(read, ops.parameter(head.value)));
    }
    return ops.concat(-1, results);
  }
}
