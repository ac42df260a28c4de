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
  @Override
  public String space() {
    return files.space();
  }

  @Override
  public int dimension() {
    return files.traits().dimension();
  }

  @Override
  public PooledEncoder open() throws IOException {
    return FrozenEncoder.open(files, device);
  }
}
