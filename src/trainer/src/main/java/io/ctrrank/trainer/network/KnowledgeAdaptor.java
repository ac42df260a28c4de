package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The feature adaptors of items with several vectors: that of the text and one or two of knowledge
 * phrases, each with an adaptor of its own. Content is {@code [text | phrases | ...]}, h wide each,
 * the result {@code [e' | e'_k | ...]}, d wide each; e'_k is 0 for an item without phrases.
 */
public final class KnowledgeAdaptor implements ContentLayer {
  private static final double LEAST = 1e-12;

  private final FeatureAdaptor text;
  private final List<FeatureAdaptor> phrases;

  /**
   * @param text adaptor of the text's vector
   * @param phrases adaptors of the phrases' vectors, in their order
   */
  KnowledgeAdaptor(FeatureAdaptor text, List<FeatureAdaptor> phrases) {
    this.text = text;
    this.phrases = List.copyOf(phrases);
  }

  /** The adaptor of texts. */
  FeatureAdaptor text() {
    return text;
  }

  @Override
  public <V> V forward(Ops<V> ops, V content) {
    int h = text.encoderDimension();
    List<V> parts = new ArrayList<>();
    parts.add(text.forward(ops, ops.columns(content, 0, h)));
    for (int i = 0; i < phrases.size(); i++) {
      V knowledge = ops.columns(content, (i + 1) * h, (i + 2) * h);
      parts.add(ops.multiply(phrases.get(i).forward(ops, knowledge), known(ops, knowledge)));
    }
    return ops.concat(-1, parts);
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
        both.user(),
        both.search());
  }

  /**
   * Vectors of phrases; an item without any counts as one whose vector is not known.
   *
   * @param number which of the vectors of phrases, from 0
   */
  static <V> CtrInputs.Vectors<V> phrases(
      Ops<V> ops, CtrInputs.Vectors<V> both, TextOptions options, int number) {
    int d = options.dimension();
    int from = (number + 1) * d;
    V item = ops.columns(both.item(), from, from + d);
    V history = ops.columns(both.history(), from, from + d);
    V one = ops.constant(1);
    V known =
        ops.multiply(ops.squeeze(known(ops, item), -1), ops.subtract(one, both.itemFallback()));
    return new CtrInputs.Vectors<>(
        item,
        ops.subtract(one, known),
        history,
        ops.multiply(ops.squeeze(known(ops, history), -1), both.historyMask()),
        both.hidden(),
        Optional.empty(),
        Optional.empty());
  }
}
