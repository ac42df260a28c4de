package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * Multi-head attention as in BERT (arXiv 1810.04805), starting from pre-trained weights. Keys have
 * no bias: it adds the same to all scores of a query, which the softmax takes out again.
 */
final class MultiHeadAttention {
  private static final double EXCLUDED = -1e9;

  private final int heads;
  private final int width;
  private final int headWidth;
  private final Parameter queryWeight;
  private final Parameter queryBias;
  private final Parameter keyWeight;
  private final Parameter valueWeight;
  private final Parameter valueBias;
  private final Parameter outWeight;
  private final Parameter outBias;

  MultiHeadAttention(Parameters scope, LayerWeights start) {
    this.heads = start.heads();
    this.width = start.width();
    this.headWidth = width / heads;
    this.queryWeight = matrix(scope, "query", start.query());
    this.queryBias = bias(scope, "query_bias", start.query());
    this.keyWeight = matrix(scope, "key", start.key());
    this.valueWeight = matrix(scope, "value", start.value());
    this.valueBias = bias(scope, "value_bias", start.value());
    this.outWeight = matrix(scope, "out", start.attentionOutput());
    this.outBias = bias(scope, "out_bias", start.attentionOutput());
  }

  static Parameter matrix(Parameters scope, String name, LayerWeights.Dense start) {
    return scope.values(name, Role.ENCODER, start.weight(), start.in(), start.out());
  }

  static Parameter bias(Parameters scope, String name, LayerWeights.Dense start) {
    return scope.values(name, Role.ENCODER, start.bias(), start.out());
  }

  /**
   * All tokens look at all tokens.
   *
   * @param states {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   * @return {@code [B, T, h]}
   */
  <V> V all(Ops<V> ops, V states, V mask) {
    V query = perHead(ops, linear(ops, states, queryWeight, queryBias));
    V key = perHead(ops, ops.matmul(states, ops.parameter(keyWeight)));
    V value = perHead(ops, linear(ops, states, valueWeight, valueBias));
    V scores = ops.matmul(query, ops.transpose(key));
    V weights = weights(ops, scores, ops.unsqueeze(ops.unsqueeze(mask, 1), 1));
    V context = ops.permute(ops.matmul(weights, value), 0, 2, 1, 3);
    return linear(ops, ops.reshape(context, 0, 0, width), outWeight, outBias);
  }

  /**
   * A few positions look at all tokens. The same as {@link #all}, but no token needs a key or a
   * value of its own: {@code q_h . (s W_k,h) = (q_h W_k,h^T) . s}, and the values' matrix is
   * applied to the weighted sum of the states. That is what makes training affordable where only a
   * few positions of the layer are read.
   *
   * @param positions {@code [B, n, h]}
   * @param n how many
   * @param states {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   * @return {@code [B, n, h]}
   */
  <V> V few(Ops<V> ops, V positions, int n, V states, V mask) {
    V query = ops.reshape(linear(ops, positions, queryWeight, queryBias), -1, heads, headWidth);
    V keys = ops.permute(columnsByHead(ops, keyWeight), 1, 2, 0);
    V absorbed = ops.permute(ops.matmul(ops.permute(query, 1, 0, 2), keys), 1, 0, 2);
    V scores =
        ops.matmul(ops.reshape(absorbed, -1, (long) n * heads, width), ops.transpose(states));
    V context = ops.matmul(weights(ops, scores, ops.unsqueeze(mask, 1)), states);
    V byHead = ops.permute(ops.reshape(context, -1, heads, width), 1, 0, 2);
    V values = ops.matmul(byHead, ops.permute(columnsByHead(ops, valueWeight), 1, 0, 2));
    V merged = ops.reshape(ops.permute(values, 1, 0, 2), -1, n, width);
    return linear(ops, ops.add(merged, ops.parameter(valueBias)), outWeight, outBias);
  }

  private <V> V weights(Ops<V> ops, V scores, V mask) {
    V scaled = ops.multiply(scores, ops.constant(1 / Math.sqrt(headWidth)));
    V excluded = ops.multiply(ops.subtract(ops.constant(1), mask), ops.constant(EXCLUDED));
    return ops.softmax(ops.add(scaled, excluded));
  }

  /** {@code [B, T, h]} to {@code [B, heads, T, h / heads]}. */
  private <V> V perHead(Ops<V> ops, V x) {
    return ops.permute(ops.reshape(x, 0, 0, heads, headWidth), 0, 2, 1, 3);
  }

  /** A matrix {@code [h, h]} as {@code [h, heads, h / heads]}. */
  private <V> V columnsByHead(Ops<V> ops, Parameter matrix) {
    return ops.reshape(ops.parameter(matrix), width, heads, headWidth);
  }

  private static <V> V linear(Ops<V> ops, V x, Parameter weight, Parameter bias) {
    return ops.linear(x, ops.parameter(weight), ops.parameter(bias));
  }
}
