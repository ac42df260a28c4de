package io.ctrrank.trainer.network;

/**
 * One transformer layer as in BERT (Devlin et al. 2019, arXiv 1810.04805): attention, then a
 * feed-forward network with exact GELU, each with drop-out, a residual and layer normalisation
 * behind it. Starts from pre-trained weights.
 */
public final class TransformerLayer {
  private final MultiHeadAttention attention;
  private final LayerNorm attentionNorm;
  private final Parameter innerWeight;
  private final Parameter innerBias;
  private final Parameter outerWeight;
  private final Parameter outerBias;
  private final LayerNorm outputNorm;
  private final double dropout;

  /**
   * @param scope makes the parameters
   * @param start pre-trained weights
   * @param dropout rate behind the attention and behind the feed-forward network
   */
  public TransformerLayer(Parameters scope, LayerWeights start, double dropout) {
    Parameters attentionScope = scope.scope("attention");
    this.attention = new MultiHeadAttention(attentionScope, start);
    this.attentionNorm = new LayerNorm(attentionScope.scope("norm"), start.attentionNorm());
    this.innerWeight = MultiHeadAttention.matrix(scope, "inner", start.inner());
    this.innerBias = MultiHeadAttention.bias(scope, "inner_bias", start.inner());
    this.outerWeight = MultiHeadAttention.matrix(scope, "outer", start.outer());
    this.outerBias = MultiHeadAttention.bias(scope, "outer_bias", start.outer());
    this.outputNorm = new LayerNorm(scope.scope("norm"), start.outputNorm());
    this.dropout = dropout;
  }

  /**
   * The layer at all positions.
   *
   * @param states {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   * @return {@code [B, T, h]}
   */
  public <V> V all(Ops<V> ops, V states, V mask) {
    return after(ops, states, attention.all(ops, states, mask));
  }

  /**
   * The layer at a few positions, which look at all tokens; of what {@link #all} gives, those
   * positions alone are computed.
   *
   * @param positions their states, {@code [B, n, h]}
   * @param n how many
   * @param states of all tokens, {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   * @return {@code [B, n, h]}
   */
  public <V> V few(Ops<V> ops, V positions, int n, V states, V mask) {
    return after(ops, positions, attention.few(ops, positions, n, states, mask));
  }

  /** The layer at positions that look at nothing. */
  <V> V blind(Ops<V> ops, V positions) {
    return feedForward(ops, attentionNorm.forward(ops, positions));
  }

  private <V> V after(Ops<V> ops, V positions, V attended) {
    V sum = ops.add(positions, ops.dropout(attended, dropout));
    return feedForward(ops, attentionNorm.forward(ops, sum));
  }

  private <V> V feedForward(Ops<V> ops, V x) {
    V inner = ops.gelu(ops.linear(x, ops.parameter(innerWeight), ops.parameter(innerBias)));
    V outer = ops.linear(inner, ops.parameter(outerWeight), ops.parameter(outerBias));
    return outputNorm.forward(ops, ops.add(x, ops.dropout(outer, dropout)));
  }
}
