package io.ctrrank.trainer.distillation;

/**
 * Some words of a text that may be a phrase of it.
 *
 * @param phrase the words, lower case
 * @param from the first of its tokens, special tokens counted
 * @param to the token behind its last
 * @param words number of words, from 1
 * @param field which of the text's fields it stands in, from 0
 */
public record Span(String phrase, int from, int to, int words, int field) {
  /** Most words of a span. */
  public static final int MOST_WORDS = 4;

  /** Fields that are told apart; the last stands for all behind it, too. */
  public static final int FIELDS = 3;

  public Span {
    if (phrase.isBlank() || from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "span [" + phrase + "] has tokens [" + from + ", " + to + "); expected one or more");
    }
    if (words < 1 || words > MOST_WORDS || field < 0 || field >= FIELDS) {
      throw new IllegalArgumentException(
          "span ["
              + phrase
              + "] has ["
              + words
              + "] words in field ["
              + field
              + "]; expected [1] to ["
              + MOST_WORDS
              + "] in a field below ["
              + FIELDS
              + "]");
    }
  }
}
