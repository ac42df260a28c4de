package io.ctrrank.trainer.kddcup;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Parses lines of whole numbers with TAB between them, each column within its range. Numbers are
 * unsigned 64-bit integers, so that a display URL keeps all its digits. Not thread-safe.
 */
final class NumberColumns implements LineParser {
  private static final char SEPARATOR = '\t';
  private static final int MOST_DIGITS = 20;
  private static final int SAFE_DIGITS = 18;
  private static final long LARGEST_TENTH = Long.divideUnsigned(-1L, 10);
  private static final int LARGEST_LAST_DIGIT = (int) Long.remainderUnsigned(-1L, 10);

  private final List<Column> columns;
  private final long[] values;
  private final long[] least;
  private final long[] most;
  private int wrong;

  /**
   * One column.
   *
   * @param name name in messages
   * @param least smallest value
   * @param most largest value, unsigned
   */
  record Column(String name, long least, long most) {
    /** Ids and counts fit 31 bits. */
    static Column of(String name, long least) {
      return new Column(name, least, Integer.MAX_VALUE);
    }
  }

  NumberColumns(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.values = new long[columns.size()];
    this.least = columns.stream().mapToLong(Column::least).toArray();
    this.most = columns.stream().mapToLong(Column::most).toArray();
  }

  /** The value of a column in the line that was parsed last; unsigned. */
  long value(int column) {
    return values[column];
  }

  @Override
  public boolean parse(byte[] bytes, int from, int to) {
    int column = 0;
    int start = from;
    long value = 0;
    for (int i = from; i <= to; i++) {
      int digit = i < to ? bytes[i] - '0' : SEPARATOR - '0';
      if (digit >= 0 && digit <= 9) {
        if (i - start >= SAFE_DIGITS && overflows(value, digit, i - start)) {
          return wrong(column);
        }
        value = 10 * value + digit;
      } else if (digit == SEPARATOR - '0' && i > start && column < values.length) {
        if (Long.compareUnsigned(value, least[column]) < 0
            || Long.compareUnsigned(value, most[column]) > 0) {
          return wrong(column);
        }
        values[column++] = value;
        value = 0;
        start = i + 1;
      } else {
        return wrong(column);
      }
    }
    return column == values.length || wrong(column);
  }

  private static boolean overflows(long value, int digit, int digits) {
    int comparison = Long.compareUnsigned(value, LARGEST_TENTH);
    return digits >= MOST_DIGITS
        || comparison > 0
        || (comparison == 0 && digit > LARGEST_LAST_DIGIT);
  }

  private boolean wrong(int column) {
    wrong = column;
    return false;
  }

  @Override
  public String problem(byte[] bytes, int from, int to) {
    int[] ends = ends(bytes, from, to);
    if (ends.length != columns.size()) {
      return String.format(
          Locale.ROOT,
          "found [%d] columns; expected [%d] %s with TAB between them",
          ends.length,
          columns.size(),
          columns.stream().map(Column::name).toList());
    }
    int start = wrong == 0 ? from : ends[wrong - 1] + 1;
    Column column = columns.get(wrong);
    return String.format(
        Locale.ROOT,
        "%s is [%s]; expected a whole number from [%d] to [%s]",
        column.name(),
        Records.text(bytes, start, ends[wrong]),
        column.least(),
        Long.toUnsignedString(column.most()));
  }

  private static int[] ends(byte[] bytes, int from, int to) {
    int[] ends = new int[to - from + 1];
    int count = 0;
    for (int i = from; i <= to; i++) {
      if (i == to || bytes[i] == SEPARATOR) {
        ends[count++] = i;
      }
    }
    return Arrays.copyOf(ends, count);
  }
}
