package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.ItemKnowledge;
import java.util.ArrayList;
import java.util.List;

/**
 * From scores of a vocabulary's phrases to the phrases said of an item: the likeliest first, none
 * that says the same as one before it, down to a threshold of probability.
 */
public final class PhraseChooser {
  private static final int LOOKED_AT = 200;
  private static final int MOST = 8;
  private static final double LOWEST = -4;
  private static final double HIGHEST = 1;
  private static final double STEP = 0.25;

  private final PhraseVocabulary vocabulary;
  private final double same;

  /**
   * @param vocabulary the phrases
   * @param same cosine from which on two phrases say the same
   */
  public PhraseChooser(PhraseVocabulary vocabulary, double same) {
    this.vocabulary = vocabulary;
    this.same = same;
  }

  /**
   * How many phrases are said.
   *
   * @param logit least logit of a phrase
   * @param fewest phrases said whatever their logit
   * @param most phrases said at most
   */
  public record Limit(double logit, int fewest, int most) {}

  /**
   * The phrases of one kind.
   *
   * @param logits one a phrase of the vocabulary
   */
  public List<String> choose(float[] logits, Limit limit) {
    List<String> chosen = new ArrayList<>();
    for (int phrase : PhraseVocabulary.largest(logits, LOOKED_AT)) {
      boolean enough = chosen.size() >= limit.fewest() && logits[phrase] < limit.logit();
      if (enough || chosen.size() == limit.most()) {
        break;
      }
      String text = vocabulary.phrases().get(phrase);
      if (chosen.stream().noneMatch(other -> vocabulary.space().same(text, other, same))) {
        chosen.add(text);
      }
    }
    return chosen;
  }

  /**
   * The limit with the best micro-F1.
   *
   * @param logits of each item, one a phrase
   * @param expected the teacher's phrases of each item
   * @param kind which of them
   */
  public Limit tune(List<float[]> logits, List<ItemKnowledge> expected, PhraseKind kind) {
    Limit best = new Limit(0, 1, MOST);
    double bestF1 = -1;
    for (double logit = LOWEST; logit <= HIGHEST; logit += STEP) {
      Limit limit = new Limit(logit, 1, MOST);
      List<ItemKnowledge> said =
          logits.stream().map(own -> knowledge(choose(own, limit), kind)).toList();
      double f1 = PhraseF1.of(said, expected, kind, vocabulary.space(), same).microF1();
      if (f1 > bestF1) {
        bestF1 = f1;
        best = limit;
      }
    }
    return best;
  }

  private static ItemKnowledge knowledge(List<String> phrases, PhraseKind kind) {
    return kind == PhraseKind.EXPLICIT
        ? new ItemKnowledge(phrases, List.of())
        : new ItemKnowledge(List.of(), phrases);
  }
}
