package io.ctrrank.core.schema;

import java.util.List;
import java.util.Set;

/**
 * What a model reads of the behaviour sequence. Model inputs, each with L rows, newest first,
 * {@code minLength <= L <= maxLength}: {@code history_item} int64 {@code [L]} (rows of the item-id
 * vocabulary), {@code history_type} int64 {@code [L]} (position in {@code types} plus 1, 0 for
 * padding), and for models with an encoder {@code history_vector} float {@code [L, d]} with {@code
 * history_vector_mask} float {@code [L]} (1 where the vector is there).
 *
 * @param types event types in input order
 * @param clickTypes the types that count as a click: top-k fusion reads only these
 * @param maxLength events beyond the newest {@code maxLength} are not read
 * @param minLength shorter sequences are padded up to this length (the k of top-k selection)
 */
public record HistorySchema(
    List<String> types, Set<String> clickTypes, int maxLength, int minLength) {
  /** Type number of a padding row. */
  public static final int PADDING = 0;

  public HistorySchema {
    types = List.copyOf(types);
    clickTypes = Set.copyOf(clickTypes);
    if (types.isEmpty() || !types.containsAll(clickTypes)) {
      throw new IllegalArgumentException(
          "history types "
              + types
              + " must hold every click type "
              + clickTypes
              + " and at least one type");
    }
    if (minLength < 1 || maxLength < minLength) {
      throw new IllegalArgumentException(
          "history lengths are [min "
              + minLength
              + ", max "
              + maxLength
              + "]; expected 1 <= min <= max");
    }
  }

  /** The same with sequences padded up to another length. */
  public HistorySchema withMinLength(int length) {
    return new HistorySchema(types, clickTypes, maxLength, length);
  }

  /**
   * The type's number as the model reads it.
   *
   * @throws IllegalArgumentException if the model does not know the type
   */
  public int typeNumber(String type) {
    int position = types.indexOf(type);
    if (position < 0) {
      throw new IllegalArgumentException(
          "history event type [" + type + "] is not known to the model; expected one of " + types);
    }
    return position + 1;
  }

  /** Whether events of the type count as clicks. */
  public boolean isClick(String type) {
    return clickTypes.contains(type);
  }
}
