package io.ctrrank.runtime.onnx;

import io.ctrrank.runtime.encode.VectorEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Text to vectors: tokenizer, {@code encoder.onnx} and the adaptor graphs. Synchronous, batch in,
 * batch out; thread-safe, calls run side by side on their callers' threads.
 */
public final class TextEncoder implements VectorEncoder, AutoCloseable {
  private TextEncoder() {}

  /**
   * An encoder without adaptors, for {@link #pooled} only. Owns its session.
   *
   * @param encoder {@code encoder.onnx}
   * @param tokenizer {@code tokenizer.json}
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static TextEncoder open(OnnxEngine engine, Path encoder, Path tokenizer)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<short[]> items(List<String> texts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<short[]> users(List<String> texts) {
    throw new UnsupportedOperationException();
  }

  /**
   * Mean of the hidden states over real tokens, special tokens included.
   *
   * @param maxTokens longer texts are truncated to so many tokens, special tokens included
   * @return {@code [texts][encoderDimension]} in the order of {@code texts}
   */
  public float[][] pooled(List<String> texts, int maxTokens) {
    throw new UnsupportedOperationException();
  }

  /** Width of the hidden states. */
  public int encoderDimension() {
    throw new UnsupportedOperationException();
  }

  /** Waits for calls in flight, then frees the sessions. Idempotent. */
  @Override
  public void close() {}
}
