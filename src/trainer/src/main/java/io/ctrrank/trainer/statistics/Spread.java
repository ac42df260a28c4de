package io.ctrrank.trainer.statistics;

import java.util.Arrays;

/**
 * How numbers are spread.
 *
 * @param mean arithmetic mean, NaN of no numbers
 * @param median the middle one, or the mean of the two in the middle; NaN of no numbers
 * @param max the highest, 0 of no numbers
 */
public record Spread(double mean, double median, int max) {
  /** The spread of some numbers. */
  public static Spread of(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    int size = sorted.length;
    return size == 0
        ? new Spread(Double.NaN, Double.NaN, 0)
        : new Spread(
            Arrays.stream(sorted).asLongStream().average().orElseThrow(),
            (sorted[(size - 1) / 2] + (double) sorted[size / 2]) / 2,
            sorted[size - 1]);
  }
}
