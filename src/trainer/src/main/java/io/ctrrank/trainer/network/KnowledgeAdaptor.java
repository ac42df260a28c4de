package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.List;
import java.util.Optional;

/**
 * The feature adaptors of items with two vectors: that of the text and that of the knowledge
 * phrases, each with an adaptor of its own. Content is {@code [text | phrases]}, {@code 2 h} wide,
 * the result {@code [e' | e'_k]}, {@code 2 d} wide; e'_k is 0 for an item without phrases.
 */
public final class KnowledgeAdaptor implements ContentLayer {
  private static final double LEAST = 1e-12;

  private final FeatureAdaptor text;
  private final FeatureAdaptor phrases;

  KnowledgeAdaptor(FeatureAdaptor text, FeatureAdaptor phrases) {
    this.text = text;
    this.phrases = phrases;
  }

  @Override
  public <V> V forward(Ops<V> ops, V content) {
    int h = text.encoderDimension();
    V knowledge = ops.columns(content, h, 2 * h);
    V adapted = ops.multiply(phrases.forward(ops, knowledge), known(ops, knowledge));
    return ops.concat(-1, List.of(text.forward(ops, ops.columns(content, 0, h)), adapted));
  }

  /** 1 where a vector is not 0, {@code [..., 1]}. */
  static <V> V known(Ops<V> ops, V vectors) {
    V squared = ops.sum(ops.multiply(vectors, vectors), -1, true);
    // 0 stays 0 and anything that an encoder or an adaptor gives is far above the least.
    return ops.divide(squared, ops.atLeast(squared, LEAST));
  }

  /** The vectors of the text, as a network without knowledge reads them. */
  static <V> CtrInputs.Vectors<V> text(Ops<V> ops, CtrInputs.Vectors<V> both, TextOptions options) {
    int d = options.dimension();
    return new CtrInputs.Vectors<>(
        ops.columns(both.item(), 0, d),
        both.itemFallback(),
        ops.columns(both.history(), 0, d),
        both.historyMask(),
        both.hidden(),
        both.user());
  }

  /** The vectors of the phrases; an item without any counts as one whose vector is not known. */
  static <V> CtrInputs.Vectors<V> phrases(
      Ops<V> ops, CtrInputs.Vectors<V> both, TextOptions options) {
    int d = options.dimension();
    V item = ops.columns(both.item(), d, 2 * d);
    V history = ops.columns(both.history(), d, 2 * d);
    V one = ops.constant(1);
    V known =
        ops.multiply(ops.squeeze(known(ops, item), -1), ops.subtract(one, both.itemFallback()));
    return new CtrInputs.Vectors<>(
        item,
        ops.subtract(one, known),
        history,
        ops.multiply(ops.squeeze(known(ops, history), -1), both.historyMask()),
        both.hidden(),
        Optional.empty());
  }
}
