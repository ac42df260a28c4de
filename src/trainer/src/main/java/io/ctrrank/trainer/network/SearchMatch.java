package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.CtrInputs.Search;

/**
 * How targets fit the text of the search, whose vector came through the adaptor of items: of each
 * target cosine and elementwise product with it, and the vector itself beside. Everything is 0
 * where the search has no text.
 */
final class SearchMatch {
  private final int dimension;

  /**
   * @param dimension width d of adapted vectors
   */
  SearchMatch(int dimension) {
    this.dimension = dimension;
  }

  /** Width of the candidate parts. */
  int candidateWidth() {
    return dimension + 1;
  }

  /** Width of the user parts, which stand once for a search. */
  int userWidth() {
    return dimension + 1;
  }

  /**
   * Adds what the head reads.
   *
   * @param target what stands for the targets, {@code [U, N, d]}
   * @param search the text of the search
   */
  <V> void add(Ops<V> ops, V target, Search<V> search, Features<V> features) {
    V known = ops.unsqueeze(search.known(), 1);
    V vector = ops.multiply(ops.unsqueeze(search.vector(), 1), known);
    features
        .candidates()
        .add(Cosines.between(ops, target, vector, Cosines.inverseLengths(ops, vector)));
    features.candidates().add(ops.multiply(target, vector));
    features.users().add(vector);
    features.users().add(known);
  }
}
