package io.ctrrank.trainer.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * Batches of texts of about the same length, so that little is computed of padding: within every
 * few batches of a random order texts are sorted by length, then the batches are shuffled.
 */
final class LengthBatches {
  /** Batches that are sorted together: fewer would mix better, more would pad less. */
  private static final int TOGETHER = 8;

  private LengthBatches() {}

  /**
   * Cuts an order into batches.
   *
   * @param order a random order
   * @param size items a batch
   * @param length of an item
   * @param random orders the batches
   */
  static List<List<Integer>> of(
      List<Integer> order, int size, ToIntFunction<Integer> length, Random random) {
    List<List<Integer>> batches = new ArrayList<>();
    for (int from = 0; from < order.size(); from += TOGETHER * size) {
      List<Integer> together =
          new ArrayList<>(order.subList(from, Math.min(order.size(), from + TOGETHER * size)));
      together.sort(Comparator.comparingInt(length));
      for (int start = 0; start < together.size(); start += size) {
        batches.add(together.subList(start, Math.min(together.size(), start + size)));
      }
    }
    Collections.shuffle(batches, random);
    return batches;
  }
}
