package io.ctrrank.trainer.text;

import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.io.IOException;
import java.util.List;

/** The frozen encoder in ONNX Runtime, with the runtime's own tokenizer and pooling. */
public final class FrozenEncoder implements PooledEncoder {
  private final OnnxEngine engine;
  private final TextEncoder encoder;
  private final Pooling pooling;

  private FrozenEncoder(OnnxEngine engine, TextEncoder encoder, Pooling pooling) {
    this.engine = engine;
    this.encoder = encoder;
    this.pooling = pooling;
  }

  /**
   * Opens the encoder.
   *
   * @throws IOException if a file cannot be read
   * @throws IllegalStateException if the device does not work
   */
  public static FrozenEncoder open(EncoderFiles files, Device device) throws IOException {
    OnnxEngine engine = OnnxEngine.create(device);
    try {
      return new FrozenEncoder(
          engine,
          TextEncoder.open(engine, files.encoder(), files.tokenizer()),
          files.traits().pooling());
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public float[][] pooled(List<String> texts, int maxTokens) {
    return encoder.pooled(texts, maxTokens, pooling);
  }

  @Override
  public void close() {
    encoder.close();
    engine.close();
  }
}
