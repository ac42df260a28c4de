package io.ctrrank.plugin.rescore;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.Fingerprints;
import io.ctrrank.runtime.cache.HeldVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.jspecify.annotations.Nullable;

/**
 * The doc-values fields of one index that a request reads: the model's features, the bid and the
 * fingerprints of texts, these for documents whose vectors are not remembered.
 */
final class ItemFields {
  /** Of one of so many vectors that are remembered the cache is told: it keeps what is wanted. */
  private static final int TOLD = 8;

  private final FeatureSchema schema;
  private final ItemIds itemIds;
  private final List<TermField> categorical;
  private final List<NumberField> numeric;
  private final @Nullable NumberField bid;
  private final @Nullable Texts texts;

  /**
   * What tells the texts of documents, and with that their vectors.
   *
   * @param fingerprints of the texts
   * @param catalogue under which vectors are kept
   * @param embeddingVersion names the space of the vectors
   * @param memory where vectors of documents are remembered
   */
  record Texts(
      Fingerprints fingerprints, String catalogue, String embeddingVersion, ItemMemory memory) {}

  /** Fields that were found already, those of features in the order of the schema. */
  ItemFields(
      FeatureSchema schema,
      ItemIds itemIds,
      List<TermField> categorical,
      List<NumberField> numeric,
      @Nullable NumberField bid,
      @Nullable Texts texts) {
    this.schema = schema;
    this.itemIds = itemIds;
    this.categorical = categorical;
    this.numeric = numeric;
    this.bid = bid;
    this.texts = texts;
  }

  /**
   * Finds the fields in the mapping. Of items whose ids are a runtime field nothing is kept: what
   * such a field says of a document is for one search, what is kept is for all.
   *
   * @throws IllegalArgumentException (400) naming a field that cannot be read
   */
  static ItemFields of(
      ModelManifest manifest,
      String modelId,
      Optional<String> bidField,
      ItemIndex index,
      ItemMemory memory,
      SearchExecutionContext context) {
    FeatureSchema schema = manifest.schema();
    MappedFields fields = new MappedFields(context);
    String model = "model [" + modelId + "]";
    boolean kept = !fields.isRuntime(schema.itemIdField());
    return new ItemFields(
        schema,
        new ItemIds(
            schema.itemIdField(),
            fields.terms(schema.itemIdField(), model),
            schema.itemIds(),
            kept ? memory : null),
        schema.categorical().stream().map(f -> fields.terms(f.field(), model)).toList(),
        schema.numeric().stream().map(f -> fields.number(f.field(), model)).toList(),
        bid(bidField, fields),
        kept ? texts(manifest, index, context.getShardId(), memory) : null);
  }

  private static @Nullable Texts texts(
      ModelManifest manifest, ItemIndex index, int shard, ItemMemory memory) {
    return manifest
        .embedding()
        .flatMap(
            embedding ->
                manifest
                    .schema()
                    .itemText()
                    .map(
                        template ->
                            new Texts(
                                Fingerprints.of(index, shard, template),
                                index.catalogue().name(),
                                embedding.version(),
                                memory)))
        .orElse(null);
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
    LeafWalk.RowReader ids = itemIds.open(leaf, candidates);
    List<LeafWalk.RowReader> features = new ArrayList<>();
    for (int f = 0; f < categorical.size(); f++) {
      features.add(categorical(leaf, f, candidates.batch()));
    }
    for (int f = 0; f < numeric.size(); f++) {
      features.add(numeric(leaf, f, candidates.batch()));
    }
    NumberField.Leaf bids = bid == null ? doc -> Double.NaN : bid.open(leaf);
    LeafWalk.RowReader vectors = vectors(leaf, candidates);
    return (row, doc) -> {
      ids.read(row, doc);
      for (LeafWalk.RowReader feature : features) {
        feature.read(row, doc);
      }
      candidates.setBid(row, bids.read(doc));
      vectors.read(row, doc);
    };
  }

  /** Sets vectors that are remembered, and the fingerprints of all others. */
  private LeafWalk.RowReader vectors(LeafReaderContext leaf, Candidates candidates)
      throws IOException {
    if (texts == null || !texts.fingerprints().areShown(leaf.reader())) {
      return (row, doc) -> {};
    }
    Fingerprints.Leaf fingerprints = texts.fingerprints().open(leaf);
    ItemMemory.Vectors remembered =
        texts.memory().vectors(leaf.reader(), texts.catalogue(), texts.embeddingVersion());
    int told = ThreadLocalRandom.current().nextInt(TOLD);
    return (row, doc) -> {
      HeldVector held = remembered == null ? null : remembered.get(doc);
      short[] vector = held == null ? null : held.vector();
      if (held == null || vector == null) {
        fingerprints.read(doc, fingerprint -> candidates.setFingerprint(row, fingerprint));
        return;
      }
      candidates.setVector(row, vector, VectorSource.CACHED);
      if (row % TOLD == told) {
        held.want();
      }
    };
  }

  private LeafWalk.RowReader categorical(
      LeafReaderContext leaf, int feature, CandidateBatch batch) {
    CategoricalFeature categoricalFeature = schema.categorical().get(feature);
    int most = categoricalFeature.maxValues();
    long[] rows = batch.categorical(feature);
    TermField.Rows values = categorical.get(feature).rows(leaf, categoricalFeature.vocabulary());
    return (row, doc) -> values.read(doc, rows, row * most, most);
  }

  private LeafWalk.RowReader numeric(LeafReaderContext leaf, int feature, CandidateBatch batch) {
    NumberField.Leaf values = numeric.get(feature).open(leaf);
    return (row, doc) -> batch.setNumeric(row, feature, values.read(doc));
  }
}
