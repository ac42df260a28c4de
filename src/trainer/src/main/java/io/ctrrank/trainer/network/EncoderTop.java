package io.ctrrank.trainer.network;

import io.ctrrank.core.bundle.LowRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The trainable top layers of an encoder and the mean over real tokens behind them. */
public final class EncoderTop {
  private final List<TransformerLayer> layers = new ArrayList<>();

  /**
   * @param scope makes the parameters
   * @param start pre-trained weights, lowest layer first
   * @param tuning what training may change
   * @param dropout rate within the layers
   */
  public EncoderTop(
      Parameters scope, List<LayerWeights> start, LayerTuning tuning, double dropout) {
    for (LayerWeights layer : start) {
      layers.add(
          new TransformerLayer(
              scope.scope(Integer.toString(layers.size())), layer, tuning, dropout));
    }
  }

  /**
   * Token states.
   *
   * @param states what the frozen layers give, {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   * @return {@code [B, T, h]}
   */
  public <V> V states(Ops<V> ops, V states, V mask) {
    V x = states;
    for (TransformerLayer layer : layers) {
      x = layer.all(ops, x, mask);
    }
    return x;
  }

  /**
   * The mean of the states of real tokens, as serving pools them.
   *
   * @param states {@code [B, T, h]}, at least one real token a row
   * @param mask {@code [B, T]}
   * @return {@code [B, h]}
   */
  public static <V> V pooled(Ops<V> ops, V states, V mask) {
    V sum = ops.sum(ops.multiply(states, ops.unsqueeze(mask, -1)), 1, false);
    return ops.divide(sum, ops.sum(mask, -1, true));
  }

  /**
   * The low-rank additions of each layer as they are now, lowest layer first.
   *
   * @param values current values of a parameter
   */
  public List<Map<LayerTuning.Matrix, LowRank>> additions(Function<Parameter, float[]> values) {
    return layers.stream().map(layer -> layer.additions(values)).toList();
  }
}
