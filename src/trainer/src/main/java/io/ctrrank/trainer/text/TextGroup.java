package io.ctrrank.trainer.text;

import java.util.List;

/**
 * Texts that are cut at the same length.
 *
 * @param texts the texts
 * @param maxTokens most tokens of each, special tokens included
 */
public record TextGroup(List<String> texts, int maxTokens) {
  public TextGroup {
    texts = List.copyOf(texts);
  }
}
