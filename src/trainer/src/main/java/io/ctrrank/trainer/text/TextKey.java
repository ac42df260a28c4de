package io.ctrrank.trainer.text;

import io.ctrrank.runtime.bundle.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Names the vector of a text: SHA-256 over everything that decides it.
 *
 * @param sha256 64 hexadecimal digits
 */
record TextKey(String sha256) {

  /**
   * @param space names encoder and tokenizer
   * @param maxTokens where texts are cut
   * @param text the text
   */
  static TextKey of(String space, int maxTokens, String text) {
    return new TextKey(
        Sha256.of((space + "\n" + maxTokens + "\n" + text).getBytes(StandardCharsets.UTF_8)));
  }
}
