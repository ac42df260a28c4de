package io.ctrrank.trainer.text;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.network.LayerWeights;
import java.util.List;

/**
 * The token states of a data set's texts after the frozen layers of an encoder, and the layer above
 * them. The arrays are shared, not copied; nobody may change them.
 *
 * @param items by catalogue index, {@code [tokens * h]} halves each, at least one token
 * @param queries by number of the query text, likewise
 * @param top where the trainable layer starts
 */
public record TokenStates(List<short[]> items, List<short[]> queries, LayerWeights top) {
  public TokenStates {
    items = List.copyOf(items);
    queries = List.copyOf(queries);
    requireNonNull(top, "top is null");
    requireWidth("item", items, top.width());
    requireWidth("query", queries, top.width());
  }

  /** Width h of a state. */
  public int width() {
    return top.width();
  }

  private static void requireWidth(String kind, List<short[]> states, int width) {
    for (int i = 0; i < states.size(); i++) {
      int length = states.get(i).length;
      if (length == 0 || length % width != 0) {
        throw new IllegalArgumentException(
            kind
                + " states ["
                + i
                + "] hold ["
                + length
                + "] values; expected a multiple of ["
                + width
                + "], one token or more");
      }
    }
  }
}
