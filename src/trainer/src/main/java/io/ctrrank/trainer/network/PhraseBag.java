package io.ctrrank.trainer.network;

/**
 * The multi-hot of an item's knowledge phrases through one linear layer, which is the mean of one
 * embedding a phrase. An item without phrases has the vector 0.
 */
public final class PhraseBag implements ContentLayer {
  private final CategoricalBag bag;

  /**
   * @param rows phrases and the padding row
   * @param width width of the vectors
   */
  PhraseBag(Parameters scope, int rows, int width) {
    this.bag = new CategoricalBag(scope, rows, 0, width, 0.05);
  }

  /** int64 {@code [n, phrases]} rows, padded with 0, to {@code [n, width]}. */
  @Override
  public <V> V forward(Ops<V> ops, V phrases) {
    return bag.forward(ops, phrases);
  }
}
