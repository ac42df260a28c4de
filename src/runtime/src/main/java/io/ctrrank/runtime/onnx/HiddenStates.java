package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the encoder makes of a batch, still in native memory, with the mask it was made under.
 * Closed by whoever ran the encoder.
 */
final class HiddenStates implements AutoCloseable {
  private final PaddedTokens tokens;
  private final OrtSession.Result result;
  private final OnnxTensor mask;

  HiddenStates(PaddedTokens tokens, OrtSession.Result result, OnnxTensor mask) {
    this.tokens = tokens;
    this.result = result;
    this.mask = mask;
  }

  /** Float32 {@code [texts, tokens, dimension]}. */
  OnnxTensor states() {
    if (result.get(0) instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new IllegalStateException("encoder output is not a tensor; check the encoder graph");
  }

  /** Int64 {@code [texts, tokens]}, 1 for real tokens. */
  OnnxTensor mask() {
    return mask;
  }

  /** How many texts. */
  int texts() {
    return tokens.texts();
  }

  /** Width of the hidden states. */
  int dimension() {
    long[] shape = states().getInfo().getShape();
    return Math.toIntExact(shape[2]);
  }

  /** One vector a text, {@code [texts][dimension]}; zeros for a text without real tokens. */
  float[][] pooled(Pooling pooling) {
    return switch (pooling) {
      case MEAN -> mean();
      case LAST -> last();
    };
  }

  private float[][] last() {
    int dimension = dimension();
    FloatBuffer states = states().getFloatBuffer();
    float[][] pooled = new float[tokens.texts()][dimension];
    for (int text = 0; text < tokens.texts(); text++) {
      int last = tokens.length() - 1;
      while (last >= 0 && tokens.mask()[text * tokens.length() + last] == 0) {
        last--;
      }
      if (last >= 0) {
        states.get((text * tokens.length() + last) * dimension, pooled[text]);
      }
    }
    return pooled;
  }

  private float[][] mean() {
    int dimension = dimension();
    FloatBuffer states = states().getFloatBuffer();
    float[][] pooled = new float[tokens.texts()][dimension];
    float[] token = new float[dimension];
    for (int text = 0; text < tokens.texts(); text++) {
      int count = 0;
      for (int i = 0; i < tokens.length(); i++) {
        int row = text * tokens.length() + i;
        if (tokens.mask()[row] == 1) {
          states.get(row * dimension, token);
          add(pooled[text], token);
          count++;
        }
      }
      for (int d = 0; d < dimension; d++) {
        pooled[text][d] /= Math.max(count, 1);
      }
    }
    return pooled;
  }

  /** The states of the real tokens of each text, {@code [tokens * dimension]} row-major each. */
  List<float[]> tokens() {
    int dimension = dimension();
    FloatBuffer states = states().getFloatBuffer();
    List<float[]> texts = new ArrayList<>(tokens.texts());
    for (int text = 0; text < tokens.texts(); text++) {
      int first = text * tokens.length();
      int count = 0;
      while (count < tokens.length() && tokens.mask()[first + count] == 1) {
        count++;
      }
      float[] values = new float[count * dimension];
      states.get(first * dimension, values);
      texts.add(values);
    }
    return texts;
  }

  @Override
  public void close() {
    result.close();
    mask.close();
  }

  private static void add(float[] sum, float[] addend) {
    for (int d = 0; d < sum.length; d++) {
      sum[d] += addend[d];
    }
  }
}
