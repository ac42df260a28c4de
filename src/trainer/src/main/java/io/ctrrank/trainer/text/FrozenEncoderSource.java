package io.ctrrank.trainer.text;

import io.ctrrank.runtime.onnx.Device;
import java.io.IOException;

/**
 * The frozen encoder as a source of pooled vectors.
 *
 * @param files encoder and tokenizer
 * @param device what to encode on
 */
public record FrozenEncoderSource(EncoderFiles files, Device device) implements EncoderSource {
  private static final int DIMENSION = 384;

  @Override
  public String space() {
    return files.encoderSha256() + " " + files.tokenizerSha256() + " pooled";
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public PooledEncoder open() throws IOException {
    return FrozenEncoder.open(files, device);
  }
}
