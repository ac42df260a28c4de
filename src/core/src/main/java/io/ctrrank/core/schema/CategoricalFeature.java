package io.ctrrank.core.schema;

import static java.util.Objects.requireNonNull;

/**
 * An item feature with one or several values out of a vocabulary, read from a keyword (or integer)
 * field's doc values. The model input is {@code item_<name>}, int64 {@code [N, maxValues]}: rows of
 * the vocabulary, padded with {@link Vocabulary#PADDING}. Values beyond {@code maxValues} are left
 * out, in doc-values order (sorted).
 *
 * @param name name of the feature
 * @param field index field
 * @param vocabulary known values
 * @param maxValues most values of one item, at least 1
 */
public record CategoricalFeature(String name, String field, Vocabulary vocabulary, int maxValues) {
  public CategoricalFeature {
    requireNonNull(name, "name is null");
    requireNonNull(field, "field is null");
    requireNonNull(vocabulary, "vocabulary is null");
    if (maxValues < 1) {
      throw new IllegalArgumentException(
          "max_values of feature [" + name + "] is [" + maxValues + "]; expected at least [1]");
    }
  }

  /** Name of the model input. */
  public String input() {
    return "item_" + name;
  }
}
