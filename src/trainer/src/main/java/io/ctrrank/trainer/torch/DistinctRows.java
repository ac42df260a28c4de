package io.ctrrank.trainer.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Finds the distinct rows of a batch, so that each passes the layers before the network once. Not
 * thread-safe: it keeps a buffer as large as all rows.
 */
final class DistinctRows {
  private final int[] slots;

  /**
   * @param rows how many rows there are
   */
  DistinctRows(int rows) {
    this.slots = new int[rows];
    Arrays.fill(slots, -1);
  }

  /**
   * The distinct rows of a batch in order of appearance, int64 {@code [n]}.
   *
   * @param targets rows of the targets
   * @param history rows of the history
   * @param targetSlots receives where each target's row stands among the distinct ones
   * @param historySlots receives the same for the history
   */
  Tensor find(int[] targets, int[] history, long[] targetSlots, long[] historySlots) {
    long[] distinct = new long[targets.length + history.length];
    int count = number(targets, distinct, 0, targetSlots);
    count = number(history, distinct, count, historySlots);
    for (int i = 0; i < count; i++) {
      slots[(int) distinct[i]] = -1;
    }
    return Tensor.create(Arrays.copyOf(distinct, count), count);
  }

  private int number(int[] rows, long[] distinct, int known, long[] target) {
    int count = known;
    for (int i = 0; i < rows.length; i++) {
      if (slots[rows[i]] < 0) {
        slots[rows[i]] = count;
        distinct[count++] = rows[i];
      }
      target[i] = slots[rows[i]];
    }
    return count;
  }
}
