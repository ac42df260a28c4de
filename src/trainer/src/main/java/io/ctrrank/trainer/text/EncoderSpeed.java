package io.ctrrank.trainer.text;

import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.io.IOException;
import java.util.List;

/** Measures how many texts an encoder reads in a second, one batch after another. */
public final class EncoderSpeed {
  private static final int WARM_UP = 32;

  private EncoderSpeed() {}

  /**
   * Reads the texts once, after a few to warm up.
   *
   * @param texts some texts
   * @param maxTokens where they are cut
   * @return texts a second
   * @throws IOException if the encoder cannot be opened
   */
  public static double textsPerSecond(
      EncoderFiles files, Device device, List<String> texts, int maxTokens) throws IOException {
    try (OnnxEngine engine = OnnxEngine.create(device);
        TextEncoder encoder = TextEncoder.open(engine, files.encoder(), files.tokenizer())) {
      int together = encoder.batchSize();
      encoder.pooled(
          texts.subList(0, Math.min(WARM_UP, texts.size())), maxTokens, files.traits().pooling());
      long start = System.nanoTime();
      for (int from = 0; from < texts.size(); from += together) {
        encoder.pooled(
            texts.subList(from, Math.min(texts.size(), from + together)),
            maxTokens,
            files.traits().pooling());
      }
      return texts.size() / ((System.nanoTime() - start) / 1e9);
    }
  }
}
