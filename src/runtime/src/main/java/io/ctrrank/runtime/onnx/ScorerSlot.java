package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.vector.Fp16;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Buffers and tensors of one run at a time, filled again for every window. Not thread-safe. */
final class ScorerSlot implements AutoCloseable {
  private final FeatureSchema schema;
  private final int numbers;
  private final Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

  private final PinnedTensor<LongBuffer> itemId;
  private final List<PinnedTensor<LongBuffer>> categorical = new ArrayList<>();
  private final PinnedTensor<FloatBuffer> numeric;
  private final PinnedTensor<LongBuffer> historyItem;
  private final PinnedTensor<LongBuffer> historyType;
  private final PinnedTensor<FloatBuffer> logit;
  private final @Nullable VectorInputs vectors;

  ScorerSlot(OrtEnvironment environment, ModelManifest manifest) {
    this.schema = manifest.schema();
    this.numbers = schema.numeric().size();
    this.itemId = PinnedTensor.int64(environment);
    for (CategoricalFeature feature : schema.categorical()) {
      categorical.add(PinnedTensor.int64(environment, feature.maxValues()));
    }
    this.numeric = PinnedTensor.float32(environment, numbers);
    this.historyItem = PinnedTensor.int64(environment);
    this.historyType = PinnedTensor.int64(environment);
    this.logit = PinnedTensor.float32(environment);
    this.vectors =
        manifest
            .embedding()
            .map(embedding -> new VectorInputs(environment, embedding.dimension(), schema))
            .orElse(null);
  }

  /** Puts the window into the buffers; {@link #run} scores it. */
  void fill(UserContext user, CandidateBatch candidates) {
    fillCandidates(candidates);
    fillHistory(user.history());
    if (vectors != null) {
      vectors.fill(user, candidates, historyLength(user.history()), feeds);
    }
  }

  /** What {@link #run} reads, by the name of the input; valid until the next {@link #fill}. */
  Map<String, OnnxTensor> feeds() {
    return Collections.unmodifiableMap(feeds);
  }

  float[] run(Graph graph, int size) {
    outputs.put(CtrInputs.LOGIT, logit.resize(size));
    graph.run(feeds, outputs);
    float[] logits = new float[size];
    logit.buffer().get(0, logits);
    return logits;
  }

  @Override
  public void close() {
    itemId.close();
    categorical.forEach(PinnedTensor::close);
    numeric.close();
    historyItem.close();
    historyType.close();
    logit.close();
    if (vectors != null) {
      vectors.close();
    }
  }

  private void fillCandidates(CandidateBatch candidates) {
    int size = candidates.size();
    feeds.put(CtrInputs.ITEM_ID, itemId.resize(size));
    itemId.buffer().put(0, candidates.itemRows());
    for (int f = 0; f < categorical.size(); f++) {
      feeds.put(schema.categorical().get(f).input(), categorical.get(f).resize(size));
      categorical.get(f).buffer().put(0, candidates.categorical(f));
    }
    if (numbers > 0) {
      feeds.put(CtrInputs.ITEM_NUMERIC, numeric.resize(size));
      numeric.buffer().put(0, candidates.numeric());
    }
  }

  private void fillHistory(List<HistoryItem> history) {
    int length = historyLength(history);
    feeds.put(CtrInputs.HISTORY_ITEM, historyItem.resize(length));
    feeds.put(CtrInputs.HISTORY_TYPE, historyType.resize(length));
    LongBuffer items = historyItem.buffer();
    LongBuffer types = historyType.buffer();
    for (int i = 0; i < length; i++) {
      boolean real = i < history.size();
      items.put(i, real ? history.get(i).itemRow() : Vocabulary.PADDING);
      types.put(i, real ? history.get(i).type() : HistorySchema.PADDING);
    }
  }

  private int historyLength(List<HistoryItem> history) {
    return Math.max(history.size(), schema.history().minLength());
  }

  /** The inputs that only models with an encoder have. */
  private static final class VectorInputs {
    private final float[] row;
    private final float[] zeros;
    private final PinnedTensor<FloatBuffer> itemVector;
    private final PinnedTensor<FloatBuffer> itemFallback;
    private final PinnedTensor<FloatBuffer> historyVector;
    private final PinnedTensor<FloatBuffer> historyMask;
    private final @Nullable OneVector user;
    private final @Nullable OneVector query;

    VectorInputs(OrtEnvironment environment, int dimension, FeatureSchema schema) {
      this.row = new float[dimension];
      this.zeros = new float[dimension];
      this.itemVector = PinnedTensor.float32(environment, dimension);
      this.itemFallback = PinnedTensor.float32(environment);
      this.historyVector = PinnedTensor.float32(environment, dimension);
      this.historyMask = PinnedTensor.float32(environment);
      this.user =
          schema.profile().isPresent()
              ? new OneVector(environment, CtrInputs.USER_VECTOR, CtrInputs.USER_KNOWN)
              : null;
      this.query =
          schema.query()
              ? new OneVector(environment, CtrInputs.QUERY_VECTOR, CtrInputs.QUERY_KNOWN)
              : null;
    }

    void fill(
        UserContext context, CandidateBatch candidates, int length, Map<String, OnnxTensor> feeds) {
      int size = candidates.size();
      feeds.put(CtrInputs.ITEM_VECTOR, itemVector.resize(size));
      feeds.put(CtrInputs.ITEM_FALLBACK, itemFallback.resize(size));
      for (int i = 0; i < size; i++) {
        boolean known = put(itemVector.buffer(), i, candidates.vector(i));
        itemFallback.buffer().put(i, known ? 0 : 1);
      }
      feeds.put(CtrInputs.HISTORY_VECTOR, historyVector.resize(length));
      feeds.put(CtrInputs.HISTORY_VECTOR_MASK, historyMask.resize(length));
      for (int i = 0; i < length; i++) {
        short[] vector = i < context.history().size() ? context.history().get(i).vector() : null;
        boolean known = put(historyVector.buffer(), i, vector);
        historyMask.buffer().put(i, known ? 1 : 0);
      }
      if (user != null) {
        user.fill(context.userVector(), feeds);
      }
      if (query != null) {
        query.fill(context.queryVector(), feeds);
      }
    }

    void close() {
      itemVector.close();
      itemFallback.close();
      historyVector.close();
      historyMask.close();
      if (user != null) {
        user.close();
      }
      if (query != null) {
        query.close();
      }
    }

    /** One vector for the whole window, and whether it is there. */
    private final class OneVector {
      private final String vectorName;
      private final String knownName;
      private final PinnedTensor<FloatBuffer> vector;
      private final PinnedTensor<FloatBuffer> known;

      OneVector(OrtEnvironment environment, String vectorName, String knownName) {
        this.vectorName = vectorName;
        this.knownName = knownName;
        this.vector = PinnedTensor.float32(environment);
        this.known = PinnedTensor.float32(environment);
      }

      void fill(short @Nullable [] value, Map<String, OnnxTensor> feeds) {
        feeds.put(vectorName, vector.resize(row.length));
        feeds.put(knownName, known.resize(1));
        known.buffer().put(0, put(vector.buffer(), 0, value) ? 1 : 0);
      }

      void close() {
        vector.close();
        known.close();
      }
    }

    /** Widens {@code vector} into a row, zeros for null; whether there was one. */
    private boolean put(FloatBuffer buffer, int index, short @Nullable [] vector) {
      if (vector == null) {
        buffer.put(index * zeros.length, zeros);
        return false;
      }
      if (vector.length != row.length) {
        throw new IllegalArgumentException(
            "vector has ["
                + vector.length
                + "] components; expected ["
                + row.length
                + "], the model's dimension");
      }
      Fp16.decode(vector, row, 0);
      buffer.put(index * row.length, row);
      return true;
    }
  }
}
