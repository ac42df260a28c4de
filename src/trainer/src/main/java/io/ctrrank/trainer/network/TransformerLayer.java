package io.ctrrank.trainer.network;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.network.LayerTuning.Matrix;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One transformer layer as in BERT (Devlin et al. 2019, arXiv 1810.04805): attention, then a
 * feed-forward network with exact GELU, each with drop-out, a residual and layer normalisation
 * behind it. Starts from pre-trained weights.
 */
public final class TransformerLayer {
  private final MultiHeadAttention attention;
  private final LayerNorm attentionNorm;
  private final EncoderDense inner;
  private final EncoderDense outer;
  private final LayerNorm outputNorm;
  private final double dropout;

  /**
   * @param scope makes the parameters
   * @param start pre-trained weights
   * @param tuning what training may change
   * @param dropout rate behind the attention and behind the feed-forward network
   */
  public TransformerLayer(
      Parameters scope, LayerWeights start, LayerTuning tuning, double dropout) {
    Parameters attentionScope = scope.scope("attention");
    this.attention = new MultiHeadAttention(attentionScope, start, tuning);
    this.attentionNorm = new LayerNorm(attentionScope.scope("norm"), start.attentionNorm(), tuning);
    this.inner = new EncoderDense(scope, Matrix.INNER, start.inner(), tuning);
    this.outer = new EncoderDense(scope, Matrix.OUTER, start.outer(), tuning);
    this.outputNorm = new LayerNorm(scope.scope("norm"), start.outputNorm(), tuning);
    this.dropout = dropout;
  }

  /**
   * The low-rank additions as they are now.
   *
   * @param values current values of a parameter
   */
  public Map<Matrix, LowRank> additions(Function<Parameter, float[]> values) {
    Map<Matrix, LowRank> additions = new EnumMap<>(Matrix.class);
    attention.matrices().forEach(matrix -> add(matrix, values, additions));
    add(inner.matrix(), values, additions);
    add(outer.matrix(), values, additions);
    return additions;
  }

  private static void add(
      EncoderMatrix matrix, Function<Parameter, float[]> values, Map<Matrix, LowRank> additions) {
    matrix.lowRank(values).ifPresent(own -> additions.put(matrix.kind(), own));
  }

  /**
   * The layer's weights as they are now, additions merged in.
   *
   * @param values current values of a parameter
   */
  public LayerWeights weights(Function<Parameter, float[]> values) {
    return attention.weights(
        values,
        attentionNorm.values(values),
        inner.values(values),
        outer.values(values),
        outputNorm.values(values));
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
    V widened = ops.gelu(inner.forward(ops, x));
    V change = outer.forward(ops, widened);
    return outputNorm.forward(ops, ops.add(x, ops.dropout(change, dropout)));
  }
}
