package io.ctrrank.runtime.testing;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** The graphs of {@link TinyFormula}. */
final class TinyGraphs {
  private static final long ANY = -1;
  private static final float NOTHING = -1e9f;

  private TinyGraphs() {}

  /** {@code ctr.onnx}. */
  static byte[] ctr(FeatureSchema schema, Optional<EmbeddingManifest> embedding) {
    OnnxBuilder onnx = new OnnxBuilder();
    String itemId = onnx.int64Input("item_id", ANY);
    String logit = onnx.op("Gather", table(onnx, schema.itemIds().rows(), Kind.ITEM), itemId);
    for (CategoricalFeature feature : schema.categorical()) {
      String rows = onnx.int64Input(feature.input(), ANY, feature.maxValues());
      String table = table(onnx, feature.vocabulary().rows(), Kind.CATEGORY);
      logit = onnx.op("Add", logit, onnx.sum(onnx.op("Gather", table, rows), 1));
    }
    int numbers = schema.numeric().size();
    if (numbers > 0) {
      String sum = onnx.sum(onnx.floatInput("item_numeric", ANY, numbers), 1);
      logit = onnx.op("Add", logit, onnx.op("Mul", sum, onnx.scalar(TinyFormula.NUMBER_WEIGHT)));
    }
    logit = onnx.op("Add", logit, history(onnx, schema.history(), itemId));
    if (embedding.isPresent()) {
      int dimension = embedding.get().dimension();
      logit = onnx.op("Add", logit, vectors(onnx, schema, dimension));
    }
    onnx.floatOutput("logit", logit, ANY);
    return onnx.build();
  }

  /** {@code encoder.onnx}: a token's hidden state is its embedding, zeros where the mask is 0. */
  static byte[] encoder(int tokens, int dimension, boolean readsTypes) {
    OnnxBuilder onnx = new OnnxBuilder();
    String ids = onnx.int64Input("input_ids", ANY, ANY);
    String mask = onnx.int64Input("attention_mask", ANY, ANY);
    float[] embeddings = new float[tokens * dimension];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = TinyFormula.embedding(i / dimension, i % dimension);
    }
    String hidden = onnx.op("Gather", onnx.floats(embeddings, tokens, dimension), ids);
    if (readsTypes) {
      String types = onnx.castToFloat(onnx.int64Input("token_type_ids", ANY, ANY));
      hidden = onnx.op("Add", hidden, onnx.op("Unsqueeze", types, onnx.int64s(2)));
    }
    String weights = onnx.op("Unsqueeze", onnx.castToFloat(mask), onnx.int64s(2));
    onnx.floatOutput("last_hidden_state", onnx.op("Mul", hidden, weights), ANY, ANY, dimension);
    return onnx.build();
  }

  /** {@code item_adaptor.onnx} or {@code user_adaptor.onnx}: mean over real tokens, then linear. */
  static byte[] adaptor(EmbeddingManifest embedding, int seed) {
    OnnxBuilder onnx = new OnnxBuilder();
    int from = embedding.encoderDimension();
    int to = embedding.dimension();
    String hidden = onnx.floatInput("hidden_states", ANY, ANY, from);
    String mask = onnx.castToFloat(onnx.int64Input("attention_mask", ANY, ANY));
    String weighted = onnx.op("Mul", hidden, onnx.op("Unsqueeze", mask, onnx.int64s(2)));
    String count =
        onnx.op("Unsqueeze", onnx.op("Max", onnx.sum(mask, 1), onnx.scalar(1)), onnx.int64s(1));
    String mean = onnx.op("Div", onnx.sum(weighted, 1), count);
    float[] weights = new float[from * to];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = TinyFormula.adaptorWeight(seed, i / to, i % to);
    }
    String vector = onnx.op("MatMul", mean, onnx.floats(weights, from, to));
    onnx.floatOutput("vector", onnx.roundToHalf(vector), ANY, to);
    return onnx.build();
  }

  private enum Kind {
    ITEM,
    CATEGORY,
    TYPE
  }

  private static String table(OnnxBuilder onnx, int rows, Kind kind) {
    float[] values = new float[rows];
    for (int row = 0; row < rows; row++) {
      values[row] =
          switch (kind) {
            case ITEM -> TinyFormula.itemBias(row);
            case CATEGORY -> TinyFormula.categoryBias(row);
            case TYPE -> TinyFormula.typeWeight(row);
          };
    }
    return onnx.floats(values, rows);
  }

  /** Type weights, the same for all candidates, and the weight of items that were seen. */
  private static String history(OnnxBuilder onnx, HistorySchema schema, String itemId) {
    String items = onnx.int64Input("history_item", ANY);
    String types = onnx.int64Input("history_type", ANY);
    String typeTable = table(onnx, schema.types().size() + 1, Kind.TYPE);
    String typeSum = onnx.sum(onnx.op("Gather", typeTable, types), 0);
    String same =
        onnx.op(
            "Equal",
            onnx.op("Unsqueeze", itemId, onnx.int64s(1)),
            onnx.op("Unsqueeze", items, onnx.int64s(0)));
    String seenReal = onnx.op("And", same, onnx.op("Greater", types, onnx.int64s(0)));
    String seen = onnx.max(onnx.castToFloat(seenReal), 1);
    return onnx.op("Add", typeSum, onnx.op("Mul", seen, onnx.scalar(TinyFormula.SEEN_WEIGHT)));
  }

  private static String vectors(OnnxBuilder onnx, FeatureSchema schema, int dimension) {
    String given = onnx.floatInput("item_vector", ANY, dimension);
    String fallbackFlag = onnx.floatInput("item_fallback", ANY);
    float[] fallback = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      fallback[d] = TinyFormula.fallback(d);
    }
    String isFallback =
        onnx.op("Greater", onnx.op("Unsqueeze", fallbackFlag, onnx.int64s(1)), onnx.scalar(0.5f));
    String vector = onnx.op("Where", isFallback, onnx.floats(fallback, 1, dimension), given);
    String first =
        onnx.op("Gather", List.of(OnnxBuilder.attribute("axis", 1)), vector, onnx.int64s(0));
    String terms =
        onnx.op("Mul", onnx.sum(first, 1), onnx.scalar(TinyFormula.FIRST_COMPONENT_WEIGHT));
    terms = onnx.op("Add", terms, nearest(onnx, schema.history(), vector, dimension));
    if (schema.profile().isPresent()) {
      terms =
          onnx.op("Add", terms, product(onnx, vector, dimension, "user", TinyFormula.USER_WEIGHT));
    }
    if (schema.query()) {
      terms =
          onnx.op(
              "Add", terms, product(onnx, vector, dimension, "query", TinyFormula.QUERY_WEIGHT));
    }
    return terms;
  }

  /** Product with the one vector of the window, where it is known. */
  private static String product(
      OnnxBuilder onnx, String vector, int dimension, String name, float weight) {
    String other = onnx.floatInput(name + "_vector", dimension);
    String known = onnx.floatInput(name + "_known", 1);
    String product = onnx.op("Mul", onnx.op("MatMul", vector, other), known);
    return onnx.op("Mul", product, onnx.scalar(weight));
  }

  /** Largest cosine with a known vector of a clicked event. */
  private static String nearest(
      OnnxBuilder onnx, HistorySchema schema, String vector, int dimension) {
    String history = onnx.floatInput("history_vector", ANY, dimension);
    String mask = onnx.floatInput("history_vector_mask", ANY);
    String cosines =
        onnx.op("MatMul", onnx.normalize(vector), onnx.op("Transpose", onnx.normalize(history)));
    IntUnaryOperator isClick =
        type -> type > 0 && schema.isClick(schema.types().get(type - 1)) ? 1 : 0;
    float[] clicks = new float[schema.types().size() + 1];
    for (int type = 0; type < clicks.length; type++) {
      clicks[type] = isClick.applyAsInt(type);
    }
    String clicked = onnx.op("Gather", onnx.floats(clicks, clicks.length), "history_type");
    String counts = onnx.op("Greater", onnx.op("Mul", clicked, mask), onnx.scalar(0.5f));
    String masked = onnx.op("Where", counts, cosines, onnx.scalar(NOTHING));
    String largest = onnx.max(masked, 1);
    String any = onnx.op("Greater", largest, onnx.scalar(NOTHING / 2));
    return onnx.op("Where", any, largest, onnx.scalar(0));
  }
}
