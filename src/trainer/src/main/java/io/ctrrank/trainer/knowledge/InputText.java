package io.ctrrank.trainer.knowledge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A text that a teacher read, to be asked what it states. A teacher's explicit phrases are often
 * paraphrases ("bullied new student" of "confrontations with his new classmates"), so there are two
 * measures: word for word, and all words that matter, inflected or not.
 */
final class InputText {
  /** Words that say nothing of an input by themselves: function words, and what every input is. */
  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "with", "and", "or", "but",
          "by", "as", "is", "are", "his", "her", "their", "its", "film", "films", "movie", "movies",
          "book", "books");

  private static final int SHORTEST_STEM = 3;
  private static final int SHORTEST_SHARED = 5;
  private static final int LONGEST_SUFFIX = 3;

  private final List<String> words;
  private final Set<String> stems;

  /** How far an input states a phrase. */
  enum Stated {
    /** Its words stand there in this order, whatever stands between them that is no word. */
    WORD_FOR_WORD,
    /** Each word that matters stands there, or another form of it. */
    IN_OTHER_WORDS,
    /** Some word that matters does not stand there. */
    NOT
  }

  InputText(String text) {
    this.words = Phrases.words(text);
    this.stems = new LinkedHashSet<>(words.stream().map(InputText::stem).toList());
  }

  /** How far the text states a phrase. */
  Stated states(String phrase) {
    List<String> asked = Phrases.words(phrase);
    if (!asked.isEmpty() && Collections.indexOfSubList(words, asked) >= 0) {
      return Stated.WORD_FOR_WORD;
    }
    List<String> matter = new ArrayList<>(asked);
    matter.removeAll(EMPTY_WORDS);
    return !matter.isEmpty() && matter.stream().allMatch(this::holds)
        ? Stated.IN_OTHER_WORDS
        : Stated.NOT;
  }

  private boolean holds(String word) {
    if (word.matches("\\d{3}0s")) {
      String decade = word.substring(0, 3);
      return words.stream().anyMatch(w -> w.equals(word) || w.matches(decade + "\\d"));
    }
    String stem = stem(word);
    return stems.contains(stem) || stems.stream().anyMatch(other -> related(stem, other));
  }

  /** Words of one family ("animated", "animation"): a long beginning in common and short ends. */
  private static boolean related(String a, String b) {
    int shared = 0;
    while (shared < Math.min(a.length(), b.length()) && a.charAt(shared) == b.charAt(shared)) {
      shared++;
    }
    return shared >= SHORTEST_SHARED && Math.max(a.length(), b.length()) - shared <= LONGEST_SUFFIX;
  }

  /** A word without English inflection; no word of a language, but equal for a word's forms. */
  static String stem(String word) {
    String stem = word.endsWith("ss") ? word : without(word, "s");
    stem = without(stem, "e");
    stem = without(without(stem, "ing"), "ed");
    int last = stem.length() - 1;
    if (!stem.equals(word) && last >= SHORTEST_STEM && stem.charAt(last) == stem.charAt(last - 1)) {
      stem = stem.substring(0, last);
    }
    return stem.endsWith("y") ? stem.substring(0, stem.length() - 1) + "i" : stem;
  }

  private static String without(String word, String ending) {
    return word.endsWith(ending) && word.length() - ending.length() >= SHORTEST_STEM
        ? word.substring(0, word.length() - ending.length())
        : word;
  }
}
