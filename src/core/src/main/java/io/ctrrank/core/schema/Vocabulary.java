package io.ctrrank.core.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Maps the values of a categorical feature to row numbers of its embedding table. Row {@value
 * #PADDING} stands for "no value", row {@value #OUT_OF_VOCABULARY} for every value not listed;
 * listed values follow in order. Immutable.
 */
public final class Vocabulary {
  /** Row of a missing value. */
  public static final int PADDING = 0;

  /** Row shared by all values that training did not see. */
  public static final int OUT_OF_VOCABULARY = 1;

  private static final int FIRST = 2;

  private final String name;
  private final List<String> values;
  private final Map<String, Integer> rows;

  /**
   * @param name the vocabulary's name, for messages
   * @param values distinct values in row order
   * @throws IllegalArgumentException if a value is listed twice
   */
  public Vocabulary(String name, List<String> values) {
    this.name = name;
    this.values = List.copyOf(values);
    this.rows = HashMap.newHashMap(values.size());
    for (int i = 0; i < this.values.size(); i++) {
      Integer earlier = rows.put(this.values.get(i), FIRST + i);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "vocabulary ["
                + name
                + "] lists ["
                + this.values.get(i)
                + "] at entries ["
                + (earlier - FIRST + 1)
                + "] and ["
                + (i + 1)
                + "]; each value must stand once");
      }
    }
  }

  /** The row of {@code value}, or {@link #OUT_OF_VOCABULARY}. */
  public int row(String value) {
    return rows.getOrDefault(value, OUT_OF_VOCABULARY);
  }

  /**
   * The value of a row.
   *
   * @throws IndexOutOfBoundsException if no value has the row, as is the case for the reserved ones
   */
  public String value(int row) {
    return values.get(row - FIRST);
  }

  /** Rows of the embedding table: all values and the two reserved rows. */
  public int rows() {
    return values.size() + FIRST;
  }

  public String name() {
    return name;
  }

  /** The listed values in row order, without the reserved rows. */
  public List<String> values() {
    return values;
  }
}
