package io.ctrrank.trainer.statistics;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Statistics of the texts of all items.
 *
 * @param tokens tokens of a whole text, special ones included
 * @param maxTokens tokens that the encoder reads of a text
 * @param cut texts with more
 * @param profiles distinct profile texts
 */
public record TextStatistics(Spread tokens, int maxTokens, long cut, long profiles) {
  public TextStatistics {
    requireNonNull(tokens, "tokens is null");
  }

  /**
   * Counts texts.
   *
   * @param tokens tokens of the text of each item
   * @param maxTokens tokens that the encoder reads of a text
   * @param profiles distinct profile texts
   */
  public static TextStatistics of(int[] tokens, int maxTokens, long profiles) {
    return new TextStatistics(
        Spread.of(tokens),
        maxTokens,
        Arrays.stream(tokens).filter(count -> count > maxTokens).count(),
        profiles);
  }
}
