package io.ctrrank.trainer.data;

import java.util.List;
import java.util.Locale;

/**
 * Texts as numbers of characters, for models that read characters: letters without case, digits and
 * common punctuation have numbers of their own, every other character shares one. Texts are cut, or
 * padded with {@value #PADDING}, to one length.
 */
public final class CharacterIds {
  /** Number of a place behind the end of a text. */
  public static final int PADDING = 0;

  private static final int OTHER = 1;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789 -,;.!?:'\"/|&()";

  /** Numbers there are, padding and the shared one included. */
  public static final int COUNT = ALPHABET.length() + 2;

  private CharacterIds() {}

  /**
   * Numbers of the characters of each text.
   *
   * @param texts the texts
   * @param length characters of each that are kept
   * @return row-major {@code [texts, length]}
   */
  public static long[] of(List<String> texts, int length) {
    long[] ids = new long[texts.size() * length];
    for (int row = 0; row < texts.size(); row++) {
      String text = texts.get(row).toLowerCase(Locale.ROOT);
      for (int i = 0; i < Math.min(length, text.length()); i++) {
        int place = ALPHABET.indexOf(text.charAt(i));
        ids[row * length + i] = place < 0 ? OTHER : OTHER + 1 + place;
      }
    }
    return ids;
  }
}
