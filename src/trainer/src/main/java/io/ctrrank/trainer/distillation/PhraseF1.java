package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.ItemKnowledge;
import java.util.List;
import java.util.stream.Stream;

/**
 * How well a student's phrases agree with the teacher's.
 *
 * @param items items compared
 * @param pairs pairs of a predicted and an expected phrase
 * @param predicted phrases that the student said
 * @param expected phrases that the teacher said
 * @param macroF1 mean over items of each item's F1, of both kinds together the mean of theirs
 */
public record PhraseF1(int items, long pairs, long predicted, long expected, double macroF1) {

  /** Both kinds; phrases pair within their kind. */
  public static PhraseF1 of(
      List<ItemKnowledge> predicted,
      List<ItemKnowledge> expected,
      PhraseSpace space,
      double threshold) {
    return of(predicted, expected, PhraseKind.EXPLICIT, space, threshold)
        .plus(of(predicted, expected, PhraseKind.IMPLICIT, space, threshold));
  }

  /**
   * Compares phrases of one kind, item by item.
   *
   * @param predicted the student's knowledge of each item
   * @param expected the teacher's, in the same order
   * @param kind which phrases
   * @param space where phrases are compared
   * @param threshold least cosine of a pair; above 1 equal phrases alone count
   */
  public static PhraseF1 of(
      List<ItemKnowledge> predicted,
      List<ItemKnowledge> expected,
      PhraseKind kind,
      PhraseSpace space,
      double threshold) {
    space.add(
        Stream.concat(predicted.stream(), expected.stream())
            .flatMap(own -> kind.of(own).stream())
            .toList());
    long pairs = 0;
    long said = 0;
    long wanted = 0;
    double macro = 0;
    for (int i = 0; i < expected.size(); i++) {
      List<String> own = kind.of(predicted.get(i));
      List<String> gold = kind.of(expected.get(i));
      int matched = PhraseMatching.match(own, gold, space, threshold).size();
      pairs += matched;
      said += own.size();
      wanted += gold.size();
      macro += f1(matched, own.size(), gold.size());
    }
    int items = expected.size();
    return new PhraseF1(items, pairs, said, wanted, items == 0 ? 0 : macro / items);
  }

  private PhraseF1 plus(PhraseF1 other) {
    return new PhraseF1(
        items,
        pairs + other.pairs,
        predicted + other.predicted,
        expected + other.expected,
        (macroF1 + other.macroF1) / 2);
  }

  /** Share of predicted phrases that pair. */
  public double precision() {
    return predicted == 0 ? 0 : (double) pairs / predicted;
  }

  /** Share of the teacher's phrases that pair. */
  public double recall() {
    return expected == 0 ? 0 : (double) pairs / expected;
  }

  /** Harmonic mean of precision and recall over all phrases: the primary figure. */
  public double microF1() {
    return f1(pairs, predicted, expected);
  }

  private static double f1(long pairs, long predicted, long expected) {
    return predicted + expected == 0 ? 1 : 2.0 * pairs / (predicted + expected);
  }
}
