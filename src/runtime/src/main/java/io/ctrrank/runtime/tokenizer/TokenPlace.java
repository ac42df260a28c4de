package io.ctrrank.runtime.tokenizer;

/**
 * Where a token stands in its text.
 *
 * @param from its first char
 * @param to the char behind its last one
 */
public record TokenPlace(int from, int to) {
  /** Of a token that stands nowhere in the text. */
  public static final TokenPlace NONE = new TokenPlace(0, 0);

  public TokenPlace {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "token place is [" + from + ", " + to + "]; expected [0] or more, in order");
    }
  }
}
