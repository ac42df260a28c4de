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
  private static final String TITLE = "title";
  private static final String CATEGORY = "category";
  private static final String OVERVIEW = "overview";
  private static final String YEAR = "year";
  private static final int MOST_CATEGORIES = 6;
  private static final int ITEM_TOKENS = 64;
  private static final int PROFILE_TOKENS = 128;
  private static final int SHORTEST_HISTORY = 5;

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
    Vocabulary categories =
        new Vocabulary(
            "category.vocab",
            docValues(items.stream().flatMap(item -> item.categories().stream()).toList()));
    return new FeatureSchema(
        "item_id",
        ids,
        List.of(new CategoricalFeature(CATEGORY, CATEGORY, categories, MOST_CATEGORIES)),
        List.of(year(catalogue, train)),
        Optional.of(new TextTemplate(List.of(TITLE, CATEGORY, OVERVIEW), " | ", ", ", ITEM_TOKENS)),
        new HistorySchema(types.types(), types.clickTypes(), historyLength, SHORTEST_HISTORY),
        Optional.of(new ProfileSchema(PROFILE_TOKENS)));
  }

  private static NumericFeature year(Catalogue catalogue, List<Impression> train) {
    double[] years =
        train.stream()
            .mapToDouble(impression -> catalogue.item(catalogue.indexOf(impression.item())).year())
            .filter(Double::isFinite)
            .toArray();
    double mean = Arrays.stream(years).average().orElse(0);
    double variance =
        Arrays.stream(years).map(year -> (year - mean) * (year - mean)).average().orElse(0);
    // Items all of one year still need a deviation above 0.
    double deviation = variance > 0 ? Math.sqrt(variance) : 1;
    return new NumericFeature(YEAR, YEAR, NumericFeature.Transform.IDENTITY, mean, deviation, mean);
  }

  /** The whole catalogue in model form, vectors unset. */
  static CandidateBatch modelForm(Catalogue catalogue, FeatureSchema schema) {
    CandidateBatch batch = new CandidateBatch(schema, catalogue.size());
    for (int index = 0; index < catalogue.size(); index++) {
      fill(batch, index, catalogue.item(index));
    }
    return batch;
  }

  /**
   * Fills one row of a batch, vector aside.
   *
   * @param batch batch of any schema that reads fields this data has
   * @param row the row
   * @param item the item
   * @throws IllegalArgumentException if the schema reads a field that the data does not have
   */
  public static void fill(CandidateBatch batch, int row, Item item) {
    FeatureSchema schema = batch.schema();
    batch.setItem(row, item.id());
    for (int feature = 0; feature < schema.categorical().size(); feature++) {
      requireField(CATEGORY, schema.categorical().get(feature).field());
      List<String> values = docValues(item.categories());
      for (int position = 0; position < values.size(); position++) {
        batch.setCategorical(row, feature, position, values.get(position));
      }
    }
    for (int feature = 0; feature < schema.numeric().size(); feature++) {
      requireField(YEAR, schema.numeric().get(feature).field());
      batch.setNumeric(row, feature, item.year());
    }
  }

  private static List<String> docValues(List<String> values) {
    return values.stream().distinct().sorted(DOC_VALUES_ORDER).toList();
  }

  private static void requireField(String known, String field) {
    if (!field.equals(known)) {
      throw new IllegalArgumentException(
          "model reads field ["
              + field
              + "], which this data does not have; expected ["
              + known
              + "]; evaluate the model on the data it was made for");
    }
  }

  /** The text that the encoder reads of an item. */
  public static String text(Item item, TextTemplate template) {
    return template.render(
        field ->
            switch (field) {
              case TITLE -> List.of(item.title());
              case CATEGORY -> item.categories();
              case OVERVIEW -> item.overview().isEmpty() ? List.of() : List.of(item.overview());
              default -> List.of();
            });
  }
}
