package io.ctrrank.trainer.distillation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * From scores of phrases to the phrases said of an item: the likeliest first, none that says the
 * same as one before it, down to a threshold of probability.
 */
public final class PhraseChooser {
  private static final int LOOKED_AT = 200;

  /** Phrases looked at whatever their score, so that some can be said of each item. */
  private static final int AT_LEAST = 12;

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
   * @param logit least logit of a phrase of the vocabulary
   * @param spoken least logit of words of the text
   * @param fewest phrases said whatever their logit
   * @param most phrases said at most
   */
  public record Limit(double logit, double spoken, int fewest, int most) {
    double margin(Scored phrase) {
      return phrase.logit() - (phrase.spoken() ? spoken : logit);
    }
  }

  /** The vocabulary's phrases that may be said, by one logit each. */
  public List<Scored> candidates(float[] logits) {
    List<Scored> candidates = new ArrayList<>();
    for (int phrase : PhraseVocabulary.largest(logits, LOOKED_AT)) {
      candidates.add(new Scored(vocabulary.phrases().get(phrase), logits[phrase], false));
    }
    return candidates;
  }

  /**
   * Makes phrases that may be said comparable, those of many items at a time.
   *
   * @param candidates of each item
   */
  public void prepare(List<List<Scored>> candidates, Limit limit) {
    List<String> phrases = new ArrayList<>();
    for (List<Scored> own : candidates) {
      likeliest(own, limit).forEach(candidate -> phrases.add(candidate.phrase()));
    }
    vocabulary.space().add(phrases);
  }

  /**
   * The phrases of one kind.
   *
   * @param candidates prepared
   */
  public List<String> choose(List<Scored> candidates, Limit limit) {
    List<String> chosen = new ArrayList<>();
    for (Scored candidate : likeliest(candidates, limit)) {
      boolean enough = chosen.size() >= limit.fewest() && limit.margin(candidate) < 0;
      if (enough || chosen.size() == limit.most()) {
        break;
      }
      String text = candidate.phrase();
      if (chosen.stream().noneMatch(other -> vocabulary.space().same(text, other, same))) {
        chosen.add(text);
      }
    }
    return chosen;
  }

  private static List<Scored> likeliest(List<Scored> candidates, Limit limit) {
    List<Scored> sorted = new ArrayList<>(candidates);
    sorted.sort(Comparator.comparingDouble(limit::margin).reversed());
    int looked = 0;
    while (looked < Math.min(sorted.size(), LOOKED_AT)
        && (looked < AT_LEAST || limit.margin(sorted.get(looked)) >= 0)) {
      looked++;
    }
    return sorted.subList(0, looked);
  }
}
