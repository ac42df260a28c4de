package io.ctrrank.trainer.data;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.schema.NumericFeature.Transform;
import java.util.List;
import java.util.Optional;

/**
 * Where an index has what {@link Item} holds: the fields that a model reads of a document.
 *
 * @param id field of the item's id, in doc values
 * @param texts fields of the item's text in {@code _source}, in the order in which they are read:
 *     the title, the categories, then whatever else there is
 * @param category field of the categories in doc values; empty where items have none
 * @param number a number that models read; empty where they read none
 */
public record ItemFields(
    String id, List<String> texts, Optional<String> category, Optional<NumberField> number) {

  /** The fields of an index of films or books. */
  public static final ItemFields FILMS =
      new ItemFields(
          "item_id",
          List.of("title", "category", "overview"),
          Optional.of("category"),
          Optional.of(new NumberField("year", "year", Transform.IDENTITY)));

  /**
   * A number of an item.
   *
   * @param name name of the feature
   * @param field the index field, in doc values
   * @param transform what happens to it before it is standardised
   */
  public record NumberField(String name, String field, Transform transform) {
    public NumberField {
      requireNonNull(name, "name is null");
      requireNonNull(field, "field is null");
      requireNonNull(transform, "transform is null");
    }
  }

  public ItemFields {
    requireNonNull(id, "id is null");
    requireNonNull(category, "category is null");
    requireNonNull(number, "number is null");
    texts = List.copyOf(texts);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException(
          "fields of the item text are []; expected at least that of the title");
    }
    if (texts.stream().distinct().count() < texts.size()) {
      throw new IllegalArgumentException(
          "fields of the item text are " + texts + "; expected each field once");
    }
    if (category.isPresent() && texts.size() < 2) {
      throw new IllegalArgumentException(
          "fields of the item text are "
              + texts
              + " but there is a field of categories, ["
              + category.get()
              + "]; expected categories to be told by the second field of the text");
    }
  }
}
