package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.Fingerprints;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.jspecify.annotations.Nullable;

/**
 * The doc-values fields of one index that a request reads: the model's features, the bid and the
 * fingerprints of texts.
 */
final class ItemFields {
  private final FeatureSchema schema;
  private final TermField itemId;
  private final List<TermField> categorical;
  private final List<NumberField> numeric;
  private final @Nullable NumberField bid;
  private final @Nullable Fingerprints fingerprints;

  private ItemFields(
      FeatureSchema schema,
      TermField itemId,
      List<TermField> categorical,
      List<NumberField> numeric,
      @Nullable NumberField bid,
      @Nullable Fingerprints fingerprints) {
    this.schema = schema;
    this.itemId = itemId;
    this.categorical = categorical;
    this.numeric = numeric;
    this.bid = bid;
    this.fingerprints = fingerprints;
  }

  /**
   * Finds the fields in the mapping.
   *
   * @throws IllegalArgumentException (400) naming a field that cannot be read
   */
  static ItemFields of(
      FeatureSchema schema,
      String modelId,
      Optional<String> bidField,
      ItemIndex index,
      SearchExecutionContext context) {
    MappedFields fields = new MappedFields(context);
    String model = "model [" + modelId + "]";
    return new ItemFields(
        schema,
        fields.terms(schema.itemIdField(), model),
        schema.categorical().stream().map(f -> fields.terms(f.field(), model)).toList(),
        schema.numeric().stream().map(f -> fields.number(f.field(), model)).toList(),
        bid(bidField, fields),
        schema.itemText().map(template -> Fingerprints.of(index, template)).orElse(null));
  }

  /**
   * Reads the bids of hits alone.
   *
   * @throws IllegalArgumentException (400) naming a field that cannot be read
   */
  static void readBids(
      Candidates candidates, Optional<String> field, SearchExecutionContext context, LeafWalk walk)
      throws IOException {
    NumberField bid = bid(field, new MappedFields(context));
    if (bid != null) {
      walk.visit(
          candidates.docs(),
          row -> true,
          leaf -> {
            NumberField.Leaf bids = bid.open(leaf);
            return (row, doc) -> candidates.setBid(row, bids.read(doc));
          });
    }
  }

  private static @Nullable NumberField bid(Optional<String> field, MappedFields fields) {
    return field.isEmpty() ? null : fields.number(field.get(), "[bid_field]");
  }

  /** Opens a segment; its rows are read into {@code candidates}. */
  LeafWalk.RowReader open(LeafReaderContext leaf, Candidates candidates) throws IOException {
    TermField.Leaf ids = itemId.open(leaf);
    List<TermField.Leaf> names = categorical.stream().map(field -> field.open(leaf)).toList();
    List<NumberField.Leaf> numbers = numeric.stream().map(field -> field.open(leaf)).toList();
    NumberField.Leaf bids = bid == null ? doc -> Double.NaN : bid.open(leaf);
    Fingerprints.Leaf texts = fingerprints == null ? (doc, none) -> {} : fingerprints.open(leaf);
    return (row, doc) -> {
      ids.read(doc, 1, id -> candidates.setItem(row, id));
      for (int f = 0; f < names.size(); f++) {
        readCategorical(candidates, row, f, names.get(f), doc);
      }
      for (int f = 0; f < numbers.size(); f++) {
        candidates.batch().setNumeric(row, f, numbers.get(f).read(doc));
      }
      candidates.setBid(row, bids.read(doc));
      texts.read(doc, fingerprint -> candidates.setFingerprint(row, fingerprint));
    };
  }

  private void readCategorical(
      Candidates candidates, int row, int feature, TermField.Leaf values, int doc)
      throws IOException {
    CategoricalFeature categoricalFeature = schema.categorical().get(feature);
    int[] position = {0};
    values.read(
        doc,
        categoricalFeature.maxValues(),
        value -> candidates.batch().setCategorical(row, feature, position[0]++, value));
  }
}
