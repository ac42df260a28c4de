package io.ctrrank.trainer.network;

import static java.util.Objects.requireNonNull;

/**
 * The weights of one pre-trained transformer layer of width h, from which a trainable one starts.
 * The arrays are shared, not copied; nobody may change them.
 *
 * @param heads attention heads, a divisor of h
 * @param query {@code [h, h]}
 * @param key {@code [h, h]}
 * @param value {@code [h, h]}
 * @param attentionOutput {@code [h, h]}
 * @param attentionNorm after the attention
 * @param inner first layer of the feed-forward network, {@code [h, f]}
 * @param outer its second layer, {@code [f, h]}
 * @param outputNorm after the feed-forward network
 */
public record LayerWeights(
    int heads,
    Dense query,
    Dense key,
    Dense value,
    Dense attentionOutput,
    Norm attentionNorm,
    Dense inner,
    Dense outer,
    Norm outputNorm) {

  public LayerWeights {
    requireNonNull(query, "query is null");
    requireNonNull(key, "key is null");
    requireNonNull(value, "value is null");
    requireNonNull(attentionOutput, "attentionOutput is null");
    requireNonNull(attentionNorm, "attentionNorm is null");
    requireNonNull(inner, "inner is null");
    requireNonNull(outer, "outer is null");
    requireNonNull(outputNorm, "outputNorm is null");
    if (heads < 1 || query.bias.length % heads != 0) {
      throw new IllegalArgumentException(
          "layer of width ["
              + query.bias.length
              + "] has ["
              + heads
              + "] heads; expected a divisor of the width");
    }
  }

  /** Width h of the states. */
  public int width() {
    return query.bias.length;
  }

  /**
   * A linear layer {@code x W + b}.
   *
   * @param weight {@code [in, out]}, row-major
   * @param bias {@code [out]}
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes, made once and read once
  public record Dense(float[] weight, float[] bias) {
    public Dense {
      if (bias.length == 0 || weight.length % bias.length != 0) {
        throw new IllegalArgumentException(
            "linear layer has ["
                + weight.length
                + "] weights and ["
                + bias.length
                + "] biases; expected in x out weights for out biases");
      }
    }

    /** Width of what goes in. */
    public int in() {
      return weight.length / bias.length;
    }

    /** Width of what comes out. */
    public int out() {
      return bias.length;
    }
  }

  /**
   * Layer normalisation.
   *
   * @param scale {@code [h]}
   * @param shift {@code [h]}
   */
  @SuppressWarnings("ArrayRecordComponent") // as above
  public record Norm(float[] scale, float[] shift) {}
}
