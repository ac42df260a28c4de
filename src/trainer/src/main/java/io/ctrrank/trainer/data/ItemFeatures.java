package io.ctrrank.trainer.data;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.ProfileSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.data.ItemFields.NumberField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The feature schema of a catalogue, fitted on training impressions, and items in the form of a
 * schema, as a node reads them from an index.
 */
public final class ItemFeatures {
  /** Between the fields of an item's text. */
  public static final String SEPARATOR = " | ";

  /** Between the values of one field of it. */
  public static final String LIST_SEPARATOR = ", ";

  private static final String CATEGORY = "category";
  private static final int TITLE_PLACE = 0;
  private static final int CATEGORY_PLACE = 1;
  private static final int OVERVIEW_PLACE = 2;
  private static final int MOST_CATEGORIES = 6;
  private static final int ITEM_TOKENS = 64;
  private static final int PROFILE_TOKENS = 128;
  private static final int SHORTEST_HISTORY = 5;

  /** Numbers that spread less than this share of their mean are one value. */
  private static final double CONSTANT = 1e-9;

  /** Order of sorted-set doc values: by UTF-8 bytes. */
  private static final Comparator<String> DOC_VALUES_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private ItemFeatures() {}

  /** Fits vocabularies and standardisation on training impressions only. */
  static FeatureSchema fit(
      Catalogue catalogue, List<Impression> train, EventTypes types, int historyLength) {
    BitSet seen = new BitSet(catalogue.size());
    train.forEach(impression -> seen.set(catalogue.indexOf(impression.item())));
    List<Item> items = seen.stream().mapToObj(catalogue::item).toList();
    Vocabulary ids = new Vocabulary("item_id.vocab", items.stream().map(Item::id).toList());
    ItemFields fields = catalogue.fields();
    return new FeatureSchema(
        fields.id(),
        ids,
        fields.category().map(field -> categories(field, items)).stream().toList(),
        fields.number().map(field -> number(field, catalogue, train)).stream().toList(),
        Optional.of(new TextTemplate(fields.texts(), SEPARATOR, LIST_SEPARATOR, ITEM_TOKENS)),
        new HistorySchema(types.types(), types.clickTypes(), historyLength, SHORTEST_HISTORY),
        Optional.of(new ProfileSchema(PROFILE_TOKENS)));
  }

  private static CategoricalFeature categories(String field, List<Item> items) {
    Vocabulary values =
        new Vocabulary(
            "category.vocab",
            docValues(
                items.stream()
                    .flatMap(item -> item.categories().stream())
                    // A vocabulary has no line for it; a node takes it for an unknown value.
                    .filter(value -> !value.isEmpty())
                    .toList()));
    return new CategoricalFeature(CATEGORY, field, values, MOST_CATEGORIES);
  }

  private static NumericFeature number(
      NumberField field, Catalogue catalogue, List<Impression> train) {
    double[] values =
        train.stream()
            .mapToDouble(
                impression -> catalogue.item(catalogue.indexOf(impression.item())).number())
            .filter(Double::isFinite)
            .map(field.transform()::apply)
            .toArray();
    double mean = Arrays.stream(values).average().orElse(0);
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
    // Items all of one value need a deviation above 0, which is not what their mean's rounding
    // left.
    double spread = Math.sqrt(variance);
    double deviation = spread <= CONSTANT * Math.max(1, Math.abs(mean)) ? 1 : spread;
    return new NumericFeature(
        field.name(),
        field.field(),
        field.transform(),
        mean,
        deviation,
        field.transform().invert(mean));
  }

  /** The whole catalogue in model form, vectors unset. */
  static CandidateBatch modelForm(Catalogue catalogue, FeatureSchema schema) {
    CandidateBatch batch = new CandidateBatch(schema, catalogue.size());
    for (int index = 0; index < catalogue.size(); index++) {
      fill(batch, index, catalogue, index);
    }
    return batch;
  }

  /**
   * Fills one row of a batch, vector aside.
   *
   * @param batch batch of any schema that reads fields this data has
   * @param row the row
   * @param catalogue the items
   * @param index number of the item
   * @throws IllegalArgumentException if the schema reads a field that the data does not have
   */
  public static void fill(CandidateBatch batch, int row, Catalogue catalogue, int index) {
    FeatureSchema schema = batch.schema();
    Item item = catalogue.item(index);
    ItemFields fields = catalogue.fields();
    batch.setItem(row, item.id());
    for (int feature = 0; feature < schema.categorical().size(); feature++) {
      requireField(fields.category(), schema.categorical().get(feature).field());
      List<String> values = docValues(item.categories());
      for (int position = 0; position < values.size(); position++) {
        batch.setCategorical(row, feature, position, values.get(position));
      }
    }
    for (int feature = 0; feature < schema.numeric().size(); feature++) {
      requireField(fields.number().map(NumberField::field), schema.numeric().get(feature).field());
      batch.setNumeric(row, feature, item.number());
    }
  }

  /** Names as doc values of a keyword have them: each once, in the order of their UTF-8 bytes. */
  public static List<String> docValues(List<String> values) {
    return values.stream().distinct().sorted(DOC_VALUES_ORDER).toList();
  }

  private static void requireField(Optional<String> known, String field) {
    if (known.isEmpty() || !field.equals(known.get())) {
      throw new IllegalArgumentException(
          "model reads field ["
              + field
              + "], which this data does not have; expected ["
              + known.orElse("none")
              + "]; evaluate the model on the data it was made for");
    }
  }

  /**
   * The text that the encoder reads of an item. Fields from the third on are one in {@link
   * Item#overview}, which stands for the first of them.
   */
  public static String text(Item item, ItemFields fields, TextTemplate template) {
    return template.render(
        field ->
            switch (fields.texts().indexOf(field)) {
              case TITLE_PLACE -> List.of(item.title());
              case CATEGORY_PLACE -> item.categories();
              case OVERVIEW_PLACE ->
                  item.overview().isEmpty() ? List.of() : List.of(item.overview());
              default -> List.of();
            });
  }
}
