package io.ctrrank.trainer.torch;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Runs a graph in ONNX Runtime, for comparisons. */
public final class OnnxRun implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /** Loads a graph. */
  public OnnxRun(byte[] graph) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      this.session = environment.createSession(graph, options);
    }
  }

  /** An input. */
  public record Input(Object values, long... shape) {}

  /** The first output, flat. */
  public float[] run(Map<String, Input> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Input> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        OnnxValue value = result.get(0);
        FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Input input) throws OrtException {
    return input.values() instanceof long[] longs
        ? OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), input.shape())
        : OnnxTensor.createTensor(
            environment, FloatBuffer.wrap((float[]) input.values()), input.shape());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
