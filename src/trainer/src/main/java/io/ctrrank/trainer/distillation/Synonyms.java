package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.ItemKnowledge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dictionary of phrases of the same domain that may stand for each other, and the augmentation by
 * it (arXiv 2412.06860: dictionary substitution and shuffling). Immutable.
 */
public final class Synonyms {
  private static final double COSINE = 0.85;
  private static final double SUBSTITUTED = 0.15;
  private static final double SHUFFLED = 0.5;

  private final Map<String, List<String>> synonyms;

  /**
   * An item as it could as well be.
   *
   * @param text its text, explicit phrases that stand in it verbatim replaced as in the knowledge
   * @param knowledge its phrases
   */
  public record Variant(String text, ItemKnowledge knowledge) {}

  private Synonyms(Map<String, List<String>> synonyms) {
    this.synonyms = synonyms;
  }

  /** Finds the synonyms of each phrase of a vocabulary. */
  public static Synonyms of(PhraseVocabulary vocabulary) {
    Map<String, List<String>> synonyms = new HashMap<>();
    List<String> phrases = vocabulary.phrases();
    for (int i = 0; i < phrases.size(); i++) {
      for (int j = i + 1; j < phrases.size(); j++) {
        if (vocabulary.space().same(phrases.get(i), phrases.get(j), COSINE)) {
          synonyms.computeIfAbsent(phrases.get(i), p -> new ArrayList<>()).add(phrases.get(j));
          synonyms.computeIfAbsent(phrases.get(j), p -> new ArrayList<>()).add(phrases.get(i));
        }
      }
    }
    return new Synonyms(synonyms);
  }

  /** Number of phrases that have synonyms. */
  public int size() {
    return synonyms.size();
  }

  /** Replaces some phrases by synonyms, explicit ones in the text too where they stand there. */
  public Variant substituted(Variant original, Random random) {
    String text = original.text();
    List<String> explicit = new ArrayList<>();
    for (String phrase : original.knowledge().explicit()) {
      String other = substitute(phrase, random);
      explicit.add(other);
      if (!other.equals(phrase)) {
        text = anyCase(phrase).matcher(text).replaceFirst(Matcher.quoteReplacement(other));
      }
    }
    List<String> implicit =
        original.knowledge().implicit().stream().map(p -> substitute(p, random)).toList();
    return new Variant(text, new ItemKnowledge(explicit, implicit));
  }

  private static Pattern anyCase(String phrase) {
    return Pattern.compile(Pattern.quote(phrase), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private String substitute(String phrase, Random random) {
    List<String> others = synonyms.getOrDefault(phrase, List.of());
    return others.isEmpty() || random.nextDouble() >= SUBSTITUTED
        ? phrase
        : others.get(random.nextInt(others.size()));
  }

  /** Puts phrases of each kind in another order, half of the time. */
  public static ItemKnowledge shuffled(ItemKnowledge knowledge, Random random) {
    if (random.nextDouble() >= SHUFFLED) {
      return knowledge;
    }
    List<String> explicit = new ArrayList<>(knowledge.explicit());
    List<String> implicit = new ArrayList<>(knowledge.implicit());
    Collections.shuffle(explicit, random);
    Collections.shuffle(implicit, random);
    return new ItemKnowledge(explicit, implicit);
  }
}
