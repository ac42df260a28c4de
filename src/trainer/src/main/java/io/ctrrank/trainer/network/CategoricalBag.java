package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.network.Parameter.Role;

/** The mean of the embeddings of a feature's values; padding does not count, no value gives 0. */
final class CategoricalBag {
  private final Parameter table;
  private final int most;

  /** Of the values of a feature. */
  CategoricalBag(Parameters scope, CategoricalFeature feature, int width, double deviation) {
    this(scope, feature.vocabulary().rows(), feature.maxValues(), width, deviation);
  }

  /**
   * @param rows values and the padding row
   * @param most values of an item, 0 if that is not known
   * @param width width of the vectors
   */
  CategoricalBag(Parameters scope, int rows, int most, int width, double deviation) {
    this.table = scope.normal("table", Role.EMBEDDING, deviation, rows, width);
    this.most = most;
  }

  /** {@code [..., most]} rows to {@code [..., width]}. */
  <V> V forward(Ops<V> ops, V rows) {
    return ops.meanOfRows(table, rows, Vocabulary.PADDING, most);
  }
}
