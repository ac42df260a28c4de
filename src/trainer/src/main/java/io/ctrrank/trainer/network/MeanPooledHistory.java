package io.ctrrank.trainer.network;

/**
 * The history as one multi-valued field for each event type: the mean of the embeddings of the
 * items of that type, in whatever order; 0 where there is none. An item that was liked is another
 * feature than the same item disliked, so each type has embeddings of its own.
 */
final class MeanPooledHistory {
  private final Embedding embedding;
  private final int types;
  private final int width;

  /**
   * @param rows rows of the item-id vocabulary
   * @param types number of event types T
   * @param width width k of an embedding
   */
  MeanPooledHistory(Parameters scope, int rows, int types, int width, double deviation) {
    this.embedding = new Embedding(scope, rows, types * width, deviation);
    this.types = types;
    this.width = width;
  }

  /**
   * @param items int64 rows {@code [U, L]}
   * @param oneHot types, zeros for padding, {@code [U, L, T]}
   * @return {@code [U, 1, T, k]}
   */
  <V> V forward(Ops<V> ops, V items, V oneHot) {
    V rows = ops.reshape(embedding.forward(ops, items), 0, 0, types, width);
    V sums = ops.sum(ops.multiply(rows, ops.unsqueeze(oneHot, -1)), 1, true);
    V counts = ops.atLeast(ops.sum(oneHot, 1, true), 1);
    return ops.divide(sums, ops.unsqueeze(counts, -1));
  }
}
