package io.ctrrank.trainer.torch;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.training.TrainedModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** One user's window as the bundle format asks for it, made from rows of the data set. */
final class Window {
  /** Width of adapted vectors. */
  static final int D = 64;

  private final Dataset dataset;
  private final FeatureSchema schema;
  private final TrainedModel model;
  private final int length;
  private final int real;
  private long[] historyItem;
  private long[] historyType;
  private float[] historyVector;
  private float[] historyMask;
  final float[] userVector;
  final float[] userKnown;
  final float[] queryVector;
  final float[] queryKnown;
  private int[] items;
  float[] itemVector;
  float[] itemFallback;

  /**
   * @param model whose vectors it has
   * @param rows rows of the data set
   * @param padding rows of history beyond the real ones
   */
  Window(Dataset dataset, TrainedModel model, ExampleSet rows, int row, int padding) {
    this.dataset = dataset;
    this.schema = dataset.schema();
    this.model = model;
    this.real = rows.historyLength(row);
    int[] historyItems = new int[50];
    int[] historyTypes = new int[50];
    rows.history(row, historyItems, historyTypes, 0);
    this.length = Math.min(50, Math.max(schema.history().minLength(), real) + padding);
    clearHistory(length);
    for (int i = 0; i < real; i++) {
      historyItem[i] = dataset.items().itemRows()[historyItems[i]];
      historyType[i] = historyTypes[i];
      historyMask[i] = 1;
      Fp16.decode(model.itemVectors().get(historyItems[i]), historyVector, i * D);
    }
    int profile = rows.profile(row);
    this.userVector = profile < 0 ? new float[D] : Fp16.decode(model.profileVectors().get(profile));
    this.userKnown = new float[] {profile < 0 ? 0 : 1};
    int query = model.searchVectors().isEmpty() ? -1 : rows.query(row);
    this.queryVector = query < 0 ? new float[D] : Fp16.decode(model.searchVectors().get(query));
    this.queryKnown = new float[] {query < 0 ? 0 : 1};
    setItems(rows.item(row));
  }

  private Window(Window user, int... items) {
    this.dataset = user.dataset;
    this.schema = user.schema;
    this.model = user.model;
    this.length = user.length;
    this.real = user.real;
    this.historyItem = user.historyItem;
    this.historyType = user.historyType;
    this.historyVector = user.historyVector;
    this.historyMask = user.historyMask;
    this.userVector = user.userVector;
    this.userKnown = user.userKnown;
    this.queryVector = user.queryVector;
    this.queryKnown = user.queryKnown;
    setItems(items);
  }

  Window withCandidates(int n) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    return new Window(this, all);
  }

  Window withCandidate(int item) {
    return new Window(this, item);
  }

  void clearHistory(int rows) {
    historyItem = new long[rows];
    historyType = new long[rows];
    historyVector = new float[rows * D];
    historyMask = new float[rows];
  }

  /** Padding says type 0 and mask 0; whatever else it says must not matter. */
  void fillPadding(Random random) {
    for (int i = real; i < length; i++) {
      historyItem[i] = random.nextInt(schema.itemIds().rows());
      for (int k = 0; k < D; k++) {
        historyVector[i * D + k] = (float) random.nextGaussian();
      }
    }
  }

  private void setItems(int... indices) {
    items = indices;
    itemVector = new float[indices.length * D];
    itemFallback = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      Fp16.decode(model.itemVectors().get(indices[i]), itemVector, i * D);
    }
  }

  Map<String, OnnxRun.Input> inputs() {
    int n = items.length;
    int most = schema.categorical().getFirst().maxValues();
    long[] ids = new long[n];
    long[] categories = new long[n * most];
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      ids[i] = dataset.items().itemRows()[items[i]];
      numbers[i] = dataset.items().numeric()[items[i]];
      System.arraycopy(dataset.items().categorical(0), items[i] * most, categories, i * most, most);
    }
    long l = historyItem.length;
    Map<String, OnnxRun.Input> inputs = new HashMap<>();
    inputs.put("item_id", new OnnxRun.Input(ids, n));
    inputs.put("item_category", new OnnxRun.Input(categories, n, most));
    inputs.put("item_numeric", new OnnxRun.Input(numbers, n, 1));
    inputs.put("item_vector", new OnnxRun.Input(itemVector, n, D));
    inputs.put("item_fallback", new OnnxRun.Input(itemFallback, n));
    inputs.put("history_item", new OnnxRun.Input(historyItem, l));
    inputs.put("history_type", new OnnxRun.Input(historyType, l));
    inputs.put("history_vector", new OnnxRun.Input(historyVector, l, D));
    inputs.put("history_vector_mask", new OnnxRun.Input(historyMask, l));
    inputs.put("user_vector", new OnnxRun.Input(userVector, D));
    inputs.put("user_known", new OnnxRun.Input(userKnown, 1));
    if (!model.searchVectors().isEmpty()) {
      inputs.put("query_vector", new OnnxRun.Input(queryVector, D));
      inputs.put("query_known", new OnnxRun.Input(queryKnown, 1));
    }
    return inputs;
  }
}
