package io.ctrrank.runtime.onnx;

import static io.ctrrank.runtime.onnx.TensorSpec.ANY;
import static io.ctrrank.runtime.onnx.TensorSpec.float32;
import static io.ctrrank.runtime.onnx.TensorSpec.int64;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.CategoricalFeature;
import java.util.ArrayList;
import java.util.List;

/** The inputs and the output of {@code ctr.onnx} that a manifest implies. */
final class CtrInputs {
  static final String ITEM_ID = "item_id";
  static final String ITEM_NUMERIC = "item_numeric";
  static final String ITEM_VECTOR = "item_vector";
  static final String ITEM_FALLBACK = "item_fallback";
  static final String HISTORY_ITEM = "history_item";
  static final String HISTORY_TYPE = "history_type";
  static final String HISTORY_VECTOR = "history_vector";
  static final String HISTORY_VECTOR_MASK = "history_vector_mask";
  static final String USER_VECTOR = "user_vector";
  static final String USER_KNOWN = "user_known";
  static final String QUERY_VECTOR = "query_vector";
  static final String QUERY_KNOWN = "query_known";
  static final String LOGIT = "logit";

  static final List<TensorSpec> OUTPUTS = List.of(float32(LOGIT, ANY));

  private CtrInputs() {}

  static List<TensorSpec> of(ModelManifest manifest) {
    List<TensorSpec> inputs = new ArrayList<>();
    inputs.add(int64(ITEM_ID, ANY));
    for (CategoricalFeature feature : manifest.schema().categorical()) {
      inputs.add(int64(feature.input(), ANY, feature.maxValues()));
    }
    int numbers = manifest.schema().numeric().size();
    if (numbers > 0) {
      inputs.add(float32(ITEM_NUMERIC, ANY, numbers));
    }
    inputs.add(int64(HISTORY_ITEM, ANY));
    inputs.add(int64(HISTORY_TYPE, ANY));
    manifest
        .embedding()
        .ifPresent(
            embedding -> {
              inputs.add(float32(ITEM_VECTOR, ANY, embedding.dimension()));
              inputs.add(float32(ITEM_FALLBACK, ANY));
              inputs.add(float32(HISTORY_VECTOR, ANY, embedding.dimension()));
              inputs.add(float32(HISTORY_VECTOR_MASK, ANY));
              if (manifest.schema().profile().isPresent()) {
                inputs.add(float32(USER_VECTOR, embedding.dimension()));
                inputs.add(float32(USER_KNOWN, 1));
              }
              if (manifest.schema().query()) {
                inputs.add(float32(QUERY_VECTOR, embedding.dimension()));
                inputs.add(float32(QUERY_KNOWN, 1));
              }
            });
    return inputs;
  }
}
