package io.ctrrank.core.schema;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every input of a model.
 *
 * @param itemIdField index field that holds the item's id (keyword or integer, one value); it names
 *     the item in histories and in the vector cache
 * @param itemIds vocabulary of item ids, input {@code item_id} int64 {@code [N]}
 * @param categorical categorical item features
 * @param numeric numeric item features, in column order
 * @param itemText the item text the encoder reads; empty for models without an encoder
 * @param history the behaviour sequence
 * @param profile the user's profile text; empty for models without a user level
 * @param query whether the text of the search is read: it passes the encoder and the item adaptor
 *     as an item's text does; model inputs {@code query_vector} float {@code [d]} and {@code
 *     query_known} float {@code [1]} (0 when the request gives no text)
 */
public record FeatureSchema(
    String itemIdField,
    Vocabulary itemIds,
    List<CategoricalFeature> categorical,
    List<NumericFeature> numeric,
    Optional<TextTemplate> itemText,
    HistorySchema history,
    Optional<ProfileSchema> profile,
    boolean query) {

  public FeatureSchema {
    requireNonNull(itemIdField, "itemIdField is null");
    requireNonNull(itemIds, "itemIds is null");
    requireNonNull(history, "history is null");
    categorical = List.copyOf(categorical);
    numeric = List.copyOf(numeric);
    Set<String> names = new HashSet<>(Set.of("id", "vector", "fallback", "numeric"));
    for (CategoricalFeature feature : categorical) {
      requireNew(names, feature.name());
    }
    for (NumericFeature feature : numeric) {
      requireNew(names, feature.name());
    }
    if (profile.isPresent() && itemText.isEmpty()) {
      throw new IllegalArgumentException(
          "feature schema has a user profile but no item text; a profile needs the encoder");
    }
    if (query && itemText.isEmpty()) {
      throw new IllegalArgumentException(
          "feature schema has a query but no item text; a query needs the encoder");
    }
  }

  /** The inputs of a model that does not read the text of the search. */
  public FeatureSchema(
      String itemIdField,
      Vocabulary itemIds,
      List<CategoricalFeature> categorical,
      List<NumericFeature> numeric,
      Optional<TextTemplate> itemText,
      HistorySchema history,
      Optional<ProfileSchema> profile) {
    this(itemIdField, itemIds, categorical, numeric, itemText, history, profile, false);
  }

  /** Whether items and users pass an encoder. */
  public boolean hasEncoder() {
    return itemText.isPresent();
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "feature name ["
              + name
              + "] is reserved or stands twice in the feature schema; give each feature a name of"
              + " its own");
    }
  }
}
