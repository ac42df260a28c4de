package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.Vocabulary;

/** The mean of the embeddings of a feature's values; padding does not count, no value gives 0. */
final class CategoricalBag {
  private final Embedding embedding;

  CategoricalBag(Parameters scope, int rows, int width, double deviation) {
    this.embedding = new Embedding(scope, rows, width, deviation);
  }

  /** {@code [..., maxValues]} rows to {@code [..., width]}. */
  <V> V forward(Ops<V> ops, V rows) {
    V present = ops.differs(rows, Vocabulary.PADDING);
    V sum =
        ops.sum(ops.multiply(embedding.forward(ops, rows), ops.unsqueeze(present, -1)), -2, false);
    return ops.divide(sum, ops.atLeast(ops.sum(present, -1, true), 1));
  }
}
