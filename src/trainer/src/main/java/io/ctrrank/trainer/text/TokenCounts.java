package io.ctrrank.trainer.text;

import io.ctrrank.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;

/** How long texts are for the encoder. */
public final class TokenCounts {
  /** Far beyond what an encoder reads. */
  private static final int MOST_TOKENS = 100_000;

  private TokenCounts() {}

  /**
   * Tokens of whole texts, special ones included.
   *
   * @param files the encoder's files
   * @param texts the texts
   * @throws IOException if the tokenizer cannot be read
   */
  public static int[] of(EncoderFiles files, List<String> texts) throws IOException {
    try (Tokenizer tokenizer = Tokenizer.open(files.tokenizer())) {
      return texts.stream()
          .mapToInt(text -> tokenizer.encode(text, MOST_TOKENS).length())
          .toArray();
    }
  }
}
