package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * Item and query in one sequence. BERT would tell them apart by segment embeddings in its lowest
 * layer; here each passed the frozen layers by itself, so a trained vector marks the query's tokens
 * where the two meet.
 */
final class MarkedTokens {
  private final Parameter mark;
  private final int width;

  MarkedTokens(Parameters scope, int width) {
    this.mark = scope.filled("query_mark", Role.BIAS, 0, width);
    this.width = width;
  }

  /** {@code [U, T, h]}. */
  <V> V forward(Ops<V> ops, CtrInputs.Tokens<V> tokens) {
    V marks = ops.multiply(ops.unsqueeze(tokens.ofQuery(), -1), ops.parameter(mark));
    return ops.add(tokens.states(), marks);
  }

  /** The state of the first token of a row, the item's [CLS], {@code [U, 1, h]}. */
  <V> V first(Ops<V> ops, CtrInputs.Tokens<V> tokens) {
    return ops.columns(ops.reshape(tokens.states(), 0, 1, -1), 0, width);
  }
}
