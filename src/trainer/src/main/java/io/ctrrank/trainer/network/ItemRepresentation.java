package io.ctrrank.trainer.network;

import java.util.List;

/**
 * What DIN takes an item for: its ID embedding and, in the controls, a vector of its content beside
 * it. A content vector that is not known counts as 0.
 */
final class ItemRepresentation {
  private final Embedding ids;
  private final int idWidth;
  private final int contentWidth;

  /**
   * @param rows rows of the item-id vocabulary
   * @param idWidth width of ID embeddings
   * @param contentWidth width of content vectors; 0 for ids alone
   */
  ItemRepresentation(Parameters scope, int rows, int idWidth, int contentWidth, double deviation) {
    this.ids = new Embedding(scope, rows, idWidth, deviation);
    this.idWidth = idWidth;
    this.contentWidth = contentWidth;
  }

  /** Width of the result. */
  int width() {
    return idWidth + contentWidth;
  }

  /** Targets {@code [U, N, width]}. */
  <V> V targets(Ops<V> ops, CtrInputs<V> inputs) {
    V id = ids.forward(ops, inputs.itemId());
    if (contentWidth == 0) {
      return id;
    }
    CtrInputs.Vectors<V> vectors = inputs.vectors().orElseThrow();
    V known = ops.subtract(ops.constant(1), vectors.itemFallback());
    return beside(ops, id, vectors.item(), known);
  }

  /** History rows {@code [U, L, width]}; padding is to be masked. */
  <V> V history(Ops<V> ops, CtrInputs<V> inputs) {
    V id = ids.forward(ops, inputs.historyItem());
    if (contentWidth == 0) {
      return id;
    }
    CtrInputs.Vectors<V> vectors = inputs.vectors().orElseThrow();
    return beside(ops, id, vectors.history(), vectors.historyMask());
  }

  private static <V> V beside(Ops<V> ops, V id, V content, V known) {
    return ops.concat(-1, List.of(id, ops.multiply(content, ops.unsqueeze(known, -1))));
  }
}
