package io.ctrrank.trainer.text;

import java.util.List;

/** Texts to pooled vectors. Thread-safe. */
public interface PooledEncoder extends AutoCloseable {
  /**
   * Encodes a batch.
   *
   * @param texts texts of about one length, which saves padding
   * @param maxTokens longer texts are cut
   * @return {@code [texts][dimension]} in the order of {@code texts}
   */
  float[][] pooled(List<String> texts, int maxTokens);

  @Override
  void close();
}
