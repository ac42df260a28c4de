package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import java.util.List;
import java.util.Locale;

/**
 * How many of the teacher's phrases a student could say at all: the recall of one that says
 * everything it can.
 *
 * @param explicit share of the explicit phrases that one of the vocabulary says the same as
 * @param explicitWithText share of them that one of the vocabulary or some words of the text do
 * @param implicit share of the implicit phrases that one of the vocabulary says the same as
 */
public record Reach(double explicit, double explicitWithText, double implicit) {

  /**
   * Looks at some items.
   *
   * @param items what the teacher told of them
   * @param vocabulary its space holds the teacher's phrases and the spans
   * @param spans of each text of the catalogue; none for a student that does not use them
   * @param same cosine from which on two phrases say the same
   */
  public static Reach of(
      List<Taught> items, PhraseVocabulary vocabulary, List<List<Span>> spans, double same) {
    long explicit = 0;
    long spoken = 0;
    long allExplicit = 0;
    long implicit = 0;
    long allImplicit = 0;
    for (Taught item : items) {
      List<String> words =
          spans.isEmpty() ? List.of() : spans.get(item.item()).stream().map(Span::phrase).toList();
      for (String phrase : item.knowledge().explicit()) {
        boolean known = says(vocabulary.phrases(), phrase, vocabulary.space(), same);
        explicit += known ? 1 : 0;
        spoken += known || says(words, phrase, vocabulary.space(), same) ? 1 : 0;
        allExplicit++;
      }
      for (String phrase : item.knowledge().implicit()) {
        implicit += says(vocabulary.phrases(), phrase, vocabulary.space(), same) ? 1 : 0;
        allImplicit++;
      }
    }
    return new Reach(
        (double) explicit / Math.max(1, allExplicit),
        (double) spoken / Math.max(1, allExplicit),
        (double) implicit / Math.max(1, allImplicit));
  }

  private static boolean says(
      List<String> candidates, String phrase, PhraseSpace space, double same) {
    return candidates.stream().anyMatch(candidate -> space.same(candidate, phrase, same));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "of the validation items' phrases the vocabulary can say %.1f %% of the explicit and %.1f %% of"
            + " the implicit ones, with words of the text %.1f %% of the explicit ones",
        100 * explicit,
        100 * implicit,
        100 * explicitWithText);
  }
}
