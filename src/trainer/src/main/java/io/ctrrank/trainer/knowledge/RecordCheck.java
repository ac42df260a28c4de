package io.ctrrank.trainer.knowledge;

import io.ctrrank.trainer.knowledge.InputText.Stated;
import java.util.ArrayList;
import java.util.List;

/** Holds the phrases of a record against the rules. */
public final class RecordCheck {
  /** Fewest explicit phrases. */
  public static final int FEWEST_EXPLICIT = 3;

  /** Most explicit phrases. */
  public static final int MOST_EXPLICIT = 8;

  /** Fewest implicit phrases. */
  public static final int FEWEST_IMPLICIT = 2;

  /** Most implicit phrases. */
  public static final int MOST_IMPLICIT = 6;

  /** Most words of a phrase. */
  public static final int MOST_WORDS = 5;

  private RecordCheck() {}

  /**
   * A rule that a record breaks.
   *
   * @param rule the rule
   * @param phrase the phrase that breaks it, empty when none does by itself
   * @param message what was found and what was expected
   */
  public record Breach(PhraseRule rule, String phrase, String message) {}

  /**
   * All breaches of a record. Of records without an input it is not known what was stated.
   *
   * @param knowledge the record
   */
  public static List<Breach> breaches(KnowledgeRecord knowledge) {
    List<Breach> breaches = new ArrayList<>();
    count(breaches, "explicit", knowledge.explicit(), FEWEST_EXPLICIT, MOST_EXPLICIT);
    count(breaches, "implicit", knowledge.implicit(), FEWEST_IMPLICIT, MOST_IMPLICIT);
    lengths(breaches, knowledge.explicit());
    lengths(breaches, knowledge.implicit());
    if (!knowledge.input().isEmpty()) {
      InputText input = new InputText(knowledge.input());
      stated(breaches, knowledge, input);
    }
    return breaches;
  }

  private static void count(
      List<Breach> breaches, String kind, List<String> phrases, int fewest, int most) {
    if (phrases.size() < fewest || phrases.size() > most) {
      breaches.add(
          new Breach(
              PhraseRule.PHRASE_COUNT,
              "",
              "["
                  + kind
                  + "] has ["
                  + phrases.size()
                  + "] different phrases; expected ["
                  + fewest
                  + "] to ["
                  + most
                  + "]"));
    }
  }

  private static void lengths(List<Breach> breaches, List<String> phrases) {
    for (String phrase : phrases) {
      if (Phrases.length(phrase) > MOST_WORDS) {
        breaches.add(
            new Breach(
                PhraseRule.PHRASE_LENGTH,
                phrase,
                "phrase ["
                    + phrase
                    + "] has ["
                    + Phrases.length(phrase)
                    + "] words; expected at most ["
                    + MOST_WORDS
                    + "]"));
      }
    }
  }

  private static void stated(List<Breach> breaches, KnowledgeRecord knowledge, InputText input) {
    for (String phrase : knowledge.implicit()) {
      if (input.states(phrase) == Stated.WORD_FOR_WORD) {
        breaches.add(
            new Breach(
                PhraseRule.IMPLICIT_STATED,
                phrase,
                "implicit phrase ["
                    + phrase
                    + "] stands in the text; expected one that the text does not have"));
      }
    }
    for (String phrase : knowledge.explicit()) {
      if (input.states(phrase) == Stated.NOT) {
        breaches.add(
            new Breach(
                PhraseRule.EXPLICIT_NOT_STATED,
                phrase,
                "explicit phrase ["
                    + phrase
                    + "] has words that the text does not have; expected words of the text"));
      }
    }
  }
}
