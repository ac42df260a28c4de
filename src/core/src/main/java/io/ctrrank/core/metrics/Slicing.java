package io.ctrrank.core.metrics;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows cut into slices by one property. Each row is in exactly one slice; slices without rows
 * are left out. A slice's name ends with the lowest and highest value in it.
 *
 * @param property the property, in the words of a table header
 * @param slices ascending by the property
 */
public record Slicing(String property, List<Slice> slices) {
  private static final int DECILES = 10;
  private static final int[] HISTORY_LENGTHS = {0, 1, 5, 10, 20, 50, 100, 200};

  public Slicing {
    requireNonNull(property, "property is null");
    slices = List.copyOf(slices);
  }

  /**
   * Cold items, which have no training exposures, and the other rows in tenths by the exposures of
   * their item: decile 1 holds the rarest. Rows with equal exposures stay together, in the decile
   * of the middle of their tie, so deciles are of equal size only as far as ties are small.
   *
   * @param exposures training exposures of each row's item, 0 or more
   */
  public static Slicing byItemFrequency(int[] exposures) {
    requireCounts("exposures", exposures);
    int[] warm = Arrays.stream(exposures).filter(count -> count > 0).sorted().toArray();
    String[] prefixes = new String[DECILES + 1];
    prefixes[0] = "cold: ";
    for (int decile = 1; decile <= DECILES; decile++) {
      prefixes[decile] = "decile " + decile + ": ";
    }
    int[] numbers =
        Arrays.stream(exposures).map(count -> count == 0 ? 0 : decile(warm, count)).toArray();
    return new Slicing("item exposures", slices(prefixes, numbers, exposures));
  }

  /**
   * Rows by the length of their behaviour sequence: 0, 1 to 4, 5 to 9, 10 to 19, 20 to 49, 50 to
   * 99, 100 to 199, and 200 or more.
   *
   * @param lengths events in the behaviour sequence of each row, 0 or more
   */
  public static Slicing byHistoryLength(int[] lengths) {
    requireCounts("history length", lengths);
    String[] prefixes = new String[HISTORY_LENGTHS.length];
    Arrays.fill(prefixes, "");
    int[] numbers = Arrays.stream(lengths).map(Slicing::bucket).toArray();
    return new Slicing("history events", slices(prefixes, numbers, lengths));
  }

  private static void requireCounts(String name, int[] values) {
    for (int row = 0; row < values.length; row++) {
      if (values[row] < 0) {
        throw new IllegalArgumentException(
            name + " of row [" + row + "] is [" + values[row] + "]; expected [0] or more");
      }
    }
  }

  /** The decile, 1 to 10, of the middle of the tie with this value. */
  private static int decile(int[] sorted, int value) {
    long below = firstNotBelow(sorted, value);
    long upTo = firstNotBelow(sorted, value + 1L);
    return 1 + (int) ((below + upTo) * DECILES / (2L * sorted.length));
  }

  private static int firstNotBelow(int[] sorted, long value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int bucket(int length) {
    int bucket = HISTORY_LENGTHS.length - 1;
    while (length < HISTORY_LENGTHS[bucket]) {
      bucket--;
    }
    return bucket;
  }

  private static List<Slice> slices(String[] prefixes, int[] numbers, int[] values) {
    int[] sizes = new int[prefixes.length];
    for (int number : numbers) {
      sizes[number]++;
    }
    List<Slice> slices = new ArrayList<>();
    for (int number = 0; number < prefixes.length; number++) {
      if (sizes[number] > 0) {
        int[] rows = new int[sizes[number]];
        int filled = 0;
        for (int row = 0; row < numbers.length; row++) {
          if (numbers[row] == number) {
            rows[filled++] = row;
          }
        }
        slices.add(new Slice(prefixes[number] + range(rows, values), rows));
      }
    }
    return slices;
  }

  private static String range(int[] rows, int[] values) {
    int lowest = values[rows[0]];
    int highest = lowest;
    for (int row : rows) {
      lowest = Math.min(lowest, values[row]);
      highest = Math.max(highest, values[row]);
    }
    return lowest == highest ? String.valueOf(lowest) : lowest + "-" + highest;
  }
}
