package io.ctrrank.trainer.bundle;

import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.data.ItemFeatures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows of a data set through the runtime's scorer, one request a row, as a node would at the
 * impression's moment. Not thread-safe.
 */
public final class RuntimeScorer {
  private final CtrScorer scorer;
  private final FeatureSchema schema;
  private final Dataset dataset;
  private final AdaptedVectors vectors;
  private final int[] typeNumbers;
  private final int[] items;
  private final int[] types;

  /**
   * @param scorer the model's scorer; stays the caller's
   * @param schema the model's schema
   * @param dataset the rows' data set
   * @param vectors the model's vectors of the data set
   * @throws IllegalArgumentException if the model does not know an event type of the data
   */
  public RuntimeScorer(
      CtrScorer scorer, FeatureSchema schema, Dataset dataset, AdaptedVectors vectors) {
    this.scorer = scorer;
    this.schema = schema;
    this.dataset = dataset;
    this.vectors = vectors;
    List<String> names = dataset.schema().history().types();
    this.typeNumbers = new int[names.size() + 1];
    for (int type = 0; type < names.size(); type++) {
      typeNumbers[type + 1] = schema.history().typeNumber(names.get(type));
    }
    int longest = dataset.schema().history().maxLength();
    this.items = new int[longest];
    this.types = new int[longest];
  }

  /** The uncalibrated logit of one row. */
  public float logit(ExampleSet rows, int row) {
    CandidateBatch candidate = new CandidateBatch(schema, 1);
    int item = rows.item(row);
    ItemFeatures.fill(candidate, 0, dataset.catalogue(), item);
    candidate.setVector(0, vector(vectors.items(), item));
    return scorer.logits(user(rows, row), candidate)[0];
  }

  private UserContext user(ExampleSet rows, int row) {
    int length = Math.min(rows.historyLength(row), schema.history().maxLength());
    rows.history(row, items, types, 0);
    List<HistoryItem> history = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      Item item = dataset.catalogue().item(items[i]);
      history.add(
          new HistoryItem(
              item.id(),
              schema.itemIds().row(item.id()),
              typeNumbers[types[i]],
              vector(vectors.items(), items[i])));
    }
    int profile = rows.profile(row);
    boolean readsProfile = schema.profile().isPresent() && profile >= 0;
    int search = rows.query(row);
    boolean readsSearch = schema.query() && search >= 0;
    return new UserContext(
        history,
        readsProfile ? vector(vectors.profiles(), profile) : null,
        readsSearch ? vector(vectors.searches(), search) : null);
  }

  private static short @Nullable [] vector(List<short[]> vectors, int index) {
    return vectors.isEmpty() ? null : vectors.get(index);
  }
}
