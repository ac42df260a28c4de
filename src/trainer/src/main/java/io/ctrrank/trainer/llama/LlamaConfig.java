package io.ctrrank.trainer.llama;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * Shape of a Llama-style decoder (LLaMA, arXiv 2302.13971; grouped queries, arXiv 2305.13245).
 *
 * @param modelType {@code llama}, {@code mistral} or {@code qwen2}
 * @param layers number of layers
 * @param width h of the hidden states
 * @param innerWidth width of the feed-forward network
 * @param heads heads of queries
 * @param keyHeads heads of keys and values; {@code heads / keyHeads} query heads share one
 * @param headWidth width of a head
 * @param vocabulary rows of the embedding table
 * @param positions most tokens of a text that it was trained on
 * @param epsilon of root mean square normalisation
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling their rule of scaling
 * @param inputBias whether projections to queries, keys and values have biases
 * @param outputBias whether the attention's output has one
 * @param feedForwardBias whether the feed-forward network has them
 * @param window tokens that a token looks back at most, itself included; empty for all
 */
record LlamaConfig(
    String modelType,
    int layers,
    int width,
    int innerWidth,
    int heads,
    int keyHeads,
    int headWidth,
    int vocabulary,
    int positions,
    double epsilon,
    double ropeTheta,
    RopeScaling ropeScaling,
    boolean inputBias,
    boolean outputBias,
    boolean feedForwardBias,
    OptionalInt window) {

  LlamaConfig {
    requireNonNull(modelType, "modelType is null");
    requireNonNull(ropeScaling, "ropeScaling is null");
    requireNonNull(window, "window is null");
    if (heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          "num_key_value_heads is ["
              + keyHeads
              + "]; expected a divisor of num_attention_heads ["
              + heads
              + "]");
    }
    if (headWidth % 2 != 0) {
      throw new IllegalArgumentException(
          "head_dim is [" + headWidth + "]; expected an even number, as rotation takes pairs");
    }
  }

  /** Query heads that share one head of keys and values. */
  int group() {
    return heads / keyHeads;
  }

  /**
   * Refuses texts longer than the graph computes rightly.
   *
   * @param maxTokens most tokens of a text
   */
  void requireReads(int maxTokens) {
    if (maxTokens > positions) {
      throw new IllegalArgumentException(
          "model was trained on ["
              + positions
              + "] tokens at most (max_position_embeddings) but [--max-tokens] is ["
              + maxTokens
              + "]; expected no more than that");
    }
    if (window.isPresent() && maxTokens > window.getAsInt()) {
      throw new IllegalArgumentException(
          "model looks back ["
              + window.getAsInt()
              + "] tokens (sliding_window) but [--max-tokens] is ["
              + maxTokens
              + "]; expected no more than that, as windows are not exported");
    }
  }

  /** The angle of a position in each pair of a head's components, in radians. */
  double[] angles(int position) {
    double[] angles = new double[headWidth / 2];
    for (int i = 0; i < angles.length; i++) {
      double frequency = Math.pow(ropeTheta, -2.0 * i / headWidth);
      angles[i] = position * ropeScaling.scaled(frequency);
    }
    return angles;
  }
}
