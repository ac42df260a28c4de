package io.ctrrank.core.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** 2^32 / golden ratio, odd. */
  private static final int SPREAD = 0x9E3779B9;

  private final String name;
  private final List<String> values;

  /** Open addressing: names in the places that their hashes give them, or in the next free ones. */
  private final @Nullable String[] names;

  private final int[] rowOf;
  private final int shift;

  /**
   * @param name the vocabulary's name, for messages
   * @param values distinct values in row order
   * @throws IllegalArgumentException if a value is listed twice
   */
  public Vocabulary(String name, List<String> values) {
    this.name = name;
    this.values = List.copyOf(values);
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, this.values.size()));
    this.names = new String[2 << bits];
    this.rowOf = new int[names.length];
    this.shift = Integer.SIZE - (bits + 1);
    for (int i = 0; i < this.values.size(); i++) {
      String value = this.values.get(i);
      int place = place(value);
      if (names[place] != null) {
        throw new IllegalArgumentException(
            "vocabulary ["
                + name
                + "] lists ["
                + value
                + "] at entries ["
                + (rowOf[place] - FIRST + 1)
                + "] and ["
                + (i + 1)
                + "]; each value must stand once");
      }
      names[place] = value;
      rowOf[place] = FIRST + i;
    }
  }

  /**
   * Where {@code value} is, or would be. Ids are often numbers, whose strings have hashes that lie
   * close together; the factor spreads them.
   */
  private int place(String value) {
    int place = value.hashCode() * SPREAD >>> shift;
    while (names[place] != null && !value.equals(names[place])) {
      place = (place + 1) & (names.length - 1);
    }
    return place;
  }

  /** The row of {@code value}, or {@link #OUT_OF_VOCABULARY}. */
  public int row(String value) {
    int place = place(value);
    return names[place] == null ? OUT_OF_VOCABULARY : rowOf[place];
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
