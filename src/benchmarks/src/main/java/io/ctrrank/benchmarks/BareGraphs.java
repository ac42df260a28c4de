package io.ctrrank.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.tokenizer.TokenIds;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The two graphs between tokens and vectors on bare ONNX Runtime, with inputs that lie ready in
 * native memory: nothing but the runs is left to time. The only place beside the runtime that sees
 * ONNX Runtime, as it is what the runtime is compared with. Runs are thread-safe.
 */
final class BareGraphs implements AutoCloseable {
  private static final String MASK = "attention_mask";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession encoder;
  private final OrtSession adaptor;
  private final List<Map<String, OnnxTensor>> batches = new ArrayList<>();

  /**
   * Opens the graphs and makes the inputs.
   *
   * @param batches tokens of the texts, batch by batch
   */
  BareGraphs(Bundle bundle, List<List<TokenIds>> batches) throws OrtException {
    this.encoder = session(bundle, ModelManifest.ENCODER);
    this.adaptor = session(bundle, ModelManifest.ITEM_ADAPTOR);
    for (List<TokenIds> texts : batches) {
      this.batches.add(inputs(texts));
    }
  }

  /** Number of batches. */
  int batches() {
    return batches.size();
  }

  /** Runs the encoder alone. */
  void encode(int batch) throws OrtException {
    encoder.run(batches.get(batch)).close();
  }

  /** Runs encoder and adaptor; the vectors of the batch, one after the other. */
  float[] encodeAndAdapt(int batch) throws OrtException {
    Map<String, OnnxTensor> inputs = batches.get(batch);
    try (OrtSession.Result states = encoder.run(inputs);
        OrtSession.Result adapted =
            adaptor.run(
                Map.of("hidden_states", (OnnxTensor) states.get(0), MASK, inputs.get(MASK)),
                Set.of("vector"))) {
      FloatBuffer values = ((OnnxTensor) adapted.get(0)).getFloatBuffer();
      float[] vectors = new float[values.remaining()];
      values.get(vectors);
      return vectors;
    }
  }

  @Override
  public void close() throws OrtException {
    batches.forEach(inputs -> inputs.values().forEach(OnnxTensor::close));
    adaptor.close();
    encoder.close();
  }

  /** With the options of the runtime's own sessions. */
  private OrtSession session(Bundle bundle, String file) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      options.setMemoryPatternOptimization(false);
      return environment.createSession(bundle.file(file).toString(), options);
    }
  }

  private Map<String, OnnxTensor> inputs(List<TokenIds> texts) throws OrtException {
    int length = texts.stream().mapToInt(TokenIds::length).max().orElseThrow();
    long[] ids = new long[texts.size() * length];
    long[] mask = new long[ids.length];
    long[] types = new long[ids.length];
    for (int i = 0; i < texts.size(); i++) {
      TokenIds text = texts.get(i);
      System.arraycopy(text.ids(), 0, ids, i * length, text.length());
      System.arraycopy(text.types(), 0, types, i * length, text.length());
      Arrays.fill(mask, i * length, i * length + text.length(), 1);
    }
    long[] shape = {texts.size(), length};
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
    inputs.put(MASK, OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape));
    if (encoder.getInputNames().contains("token_type_ids")) {
      inputs.put(
          "token_type_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(types), shape));
    }
    return inputs;
  }
}
