package io.ctrrank.trainer.bundle;

import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.core.fusion.NearItems.Neighbour;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows whose nearest history items are not certain: the last that is summed and the first that is
 * not are as near to the target as a sum of floats can tell, so that two ways to add the same
 * numbers up may choose another one each. Their logits say nothing about whether graphs are right.
 */
final class NearTies {
  /** Cosines summed up in any order differ by less, in all likelihood. */
  private static final double TELLABLE = 1e-6;

  private final HistorySchema schema;
  private final List<short[]> vectors;
  private final int neighbours;

  /**
   * @param schema says which types of events are clicks: the fusion reads only these
   * @param vectors of all items, by catalogue index, in half precision
   * @param neighbours k of the fusion
   */
  NearTies(HistorySchema schema, List<short[]> vectors, int neighbours) {
    this.schema = schema;
    this.vectors = vectors;
    this.neighbours = neighbours;
  }

  /** The rows without them. */
  ExampleSet without(ExampleSet rows) {
    return rows.select(IntStream.range(0, rows.size()).filter(row -> !isTie(rows, row)).toArray());
  }

  private boolean isTie(ExampleSet rows, int row) {
    int length = rows.historyLength(row);
    int[] items = new int[length];
    int[] types = new int[length];
    rows.history(row, items, types, 0);
    float[] target = Fp16.decode(vectors.get(rows.item(row)));
    float[][] history =
        Arrays.stream(items)
            .mapToObj(item -> Fp16.decode(vectors.get(item)))
            .toArray(float[][]::new);
    boolean[] clicks = new boolean[length];
    for (int i = 0; i < length; i++) {
      clicks[i] = schema.isClick(schema.types().get(types[i] - 1));
    }
    List<Neighbour> all = NearItems.select(target, history, clicks, length);
    for (int in = Math.min(neighbours, all.size()) - 1; in >= 0; in--) {
      for (int out = neighbours; out < all.size(); out++) {
        if (all.get(in).similarity() - all.get(out).similarity() > TELLABLE) {
          break;
        }
        // Whichever of two equal vectors is taken, the sum is the same.
        if (!Arrays.equals(history[all.get(in).position()], history[all.get(out).position()])) {
          return true;
        }
      }
    }
    return false;
  }
}
