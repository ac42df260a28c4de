package io.ctrrank.trainer.network;

/**
 * The layer between what a data set holds of an item's content and the item's vector. It reads one
 * row an item, so a training batch passes each of its items once.
 */
public sealed interface ContentLayer permits FeatureAdaptor, KnowledgeAdaptor, PhraseBag {
  /** {@code [n, ...]} content of n items to {@code [n, d]} vectors. */
  <V> V forward(Ops<V> ops, V content);
}
