package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.LayerTuning.Matrix;
import java.util.List;
import java.util.function.Function;

/**
 * Multi-head attention as in BERT (arXiv 1810.04805), starting from pre-trained weights. Keys have
 * no bias: it adds the same to all scores of a query, which the softmax takes out again.
 */
final class MultiHeadAttention {
  private static final double EXCLUDED = -1e9;

  private final int heads;
  private final int width;
  private final int headWidth;
  private final LayerWeights start;
  private final EncoderDense query;
  private final EncoderMatrix key;
  private final EncoderDense value;
  private final EncoderDense out;

  MultiHeadAttention(Parameters scope, LayerWeights start, LayerTuning tuning) {
    this.start = start;
    this.heads = start.heads();
    this.width = start.width();
    this.headWidth = width / heads;
    this.query = new EncoderDense(scope, Matrix.QUERY, start.query(), tuning);
    this.key = new EncoderMatrix(scope, Matrix.KEY, start.key(), tuning);
    this.value = new EncoderDense(scope, Matrix.VALUE, start.value(), tuning);
    this.out = new EncoderDense(scope, Matrix.ATTENTION_OUTPUT, start.attentionOutput(), tuning);
  }

  /** The matrices of the attention. */
  List<EncoderMatrix> matrices() {
    return List.of(query.matrix(), key, value.matrix(), out.matrix());
  }

  /** The layer's weights: the attention's current ones and the others as given. */
  LayerWeights weights(
      Function<Parameter, float[]> values,
      LayerWeights.Norm attentionNorm,
      LayerWeights.Dense inner,
      LayerWeights.Dense outer,
      LayerWeights.Norm outputNorm) {
    return new LayerWeights(
        heads,
        query.values(values),
        new LayerWeights.Dense(key.merged(values), start.key().bias()),
        value.values(values),
        out.values(values),
        attentionNorm,
        inner,
        outer,
        outputNorm);
  }

  /**
   * All tokens look at all tokens.
   *
   * @param states {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   * @return {@code [B, T, h]}
   */
  <V> V all(Ops<V> ops, V states, V mask) {
    V queries = perHead(ops, query.forward(ops, states));
    V keys = perHead(ops, ops.matmul(states, key.value(ops)));
    V values = perHead(ops, value.forward(ops, states));
    V scores = ops.matmul(queries, ops.transpose(keys));
    V weights = weights(ops, scores, ops.unsqueeze(ops.unsqueeze(mask, 1), 1));
    V context = ops.permute(ops.matmul(weights, values), 0, 2, 1, 3);
    return out.forward(ops, ops.reshape(context, 0, 0, width));
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
    V queries = ops.reshape(query.forward(ops, positions), -1, heads, headWidth);
    V keys = ops.permute(columnsByHead(ops, key), 1, 2, 0);
    V absorbed = ops.permute(ops.matmul(ops.permute(queries, 1, 0, 2), keys), 1, 0, 2);
    V scores =
        ops.matmul(ops.reshape(absorbed, -1, (long) n * heads, width), ops.transpose(states));
    V context = ops.matmul(weights(ops, scores, ops.unsqueeze(mask, 1)), states);
    V byHead = ops.permute(ops.reshape(context, -1, heads, width), 1, 0, 2);
    V values = ops.matmul(byHead, ops.permute(columnsByHead(ops, value.matrix()), 1, 0, 2));
    V merged = ops.reshape(ops.permute(values, 1, 0, 2), -1, n, width);
    return out.forward(ops, ops.add(merged, value.bias(ops)));
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
  private <V> V columnsByHead(Ops<V> ops, EncoderMatrix matrix) {
    return ops.reshape(matrix.value(ops), width, heads, headWidth);
  }
}
