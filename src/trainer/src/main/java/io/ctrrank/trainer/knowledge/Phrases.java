package io.ctrrank.trainer.knowledge;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The normal form of phrases, and their words. */
public final class Phrases {
  private Phrases() {}

  /** NFKC, lower case, one space between words and none around them. */
  public static String normal(String phrase) {
    return Normalizer.normalize(phrase, Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("\\s+", " ");
  }

  /** Number of words of a phrase in normal form, as spaces part them. */
  static int length(String phrase) {
    return phrase.isEmpty() ? 0 : phrase.split(" ", -1).length;
  }

  /** Letters and digits of a text in lower case, parted by all else; {@code 's} is left out. */
  static List<String> words(String text) {
    String plain = normal(text).replace('\u2019', '\'').replaceAll("'s\\b|'", "");
    return Arrays.stream(plain.split("[^\\p{L}\\p{N}]+")).filter(w -> !w.isEmpty()).toList();
  }
}
