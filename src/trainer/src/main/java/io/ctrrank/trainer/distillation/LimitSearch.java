package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.PhraseChooser.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Finds how likely phrases must be to be said, and how many are said, by the best micro-F1 on items
 * that the student did not learn from: one threshold for all phrases first, then one each for the
 * vocabulary and for words of the text, then the numbers.
 */
public final class LimitSearch {
  private static final int MOST = 8;
  private static final double LOWEST = -4;
  private static final double HIGHEST = 1;
  private static final double STEP = 0.25;

  private final PhraseChooser chooser;
  private final PhraseSpace space;
  private final double same;

  /** Pairs found of what was said of an item, so that nothing is matched twice. */
  private final List<Map<List<String>, Integer>> matched = new ArrayList<>();

  private final List<List<Scored>> candidates;
  private final List<List<String>> expected;

  /**
   * @param space holds the phrases of candidates and teacher
   * @param same cosine from which on two phrases say the same
   * @param candidates phrases that may be said of each item
   * @param expected the teacher's phrases of each item
   * @param kind which of them
   */
  public LimitSearch(
      PhraseChooser chooser,
      PhraseSpace space,
      double same,
      List<List<Scored>> candidates,
      List<ItemKnowledge> expected,
      PhraseKind kind) {
    this.chooser = chooser;
    this.space = space;
    this.same = same;
    this.candidates = candidates;
    this.expected = expected.stream().map(kind::of).toList();
    expected.forEach(own -> matched.add(new HashMap<>()));
  }

  /** The limit with the best micro-F1. */
  public Limit best() {
    Limit best = best(grid(), x -> new Limit(x, x, 1, MOST));
    if (candidates.stream().anyMatch(own -> own.stream().anyMatch(Scored::spoken))) {
      double logit = best.logit();
      best = best(grid(), x -> new Limit(logit, x, 1, MOST));
      double spoken = best.spoken();
      best = best(grid(), x -> new Limit(x, spoken, 1, MOST));
    }
    Limit thresholds = best;
    best =
        best(numbers(1, 4), n -> new Limit(thresholds.logit(), thresholds.spoken(), (int) n, MOST));
    int fewest = best.fewest();
    return best(
        numbers(fewest, MOST),
        n -> new Limit(thresholds.logit(), thresholds.spoken(), fewest, (int) n));
  }

  private static double[] grid() {
    return IntStream.rangeClosed(0, (int) ((HIGHEST - LOWEST) / STEP))
        .mapToDouble(i -> LOWEST + i * STEP)
        .toArray();
  }

  private static double[] numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToDouble(i -> i).toArray();
  }

  private Limit best(double[] values, DoubleFunction<Limit> limits) {
    Limit best = limits.apply(values[0]);
    double bestF1 = -1;
    for (double value : values) {
      Limit limit = limits.apply(value);
      double f1 = f1(limit);
      if (f1 > bestF1) {
        bestF1 = f1;
        best = limit;
      }
    }
    return best;
  }

  private double f1(Limit limit) {
    long pairs = 0;
    long phrases = 0;
    for (int i = 0; i < expected.size(); i++) {
      List<String> gold = expected.get(i);
      List<String> said = chooser.choose(candidates.get(i), limit);
      pairs +=
          matched
              .get(i)
              .computeIfAbsent(said, s -> PhraseMatching.match(s, gold, space, same).size());
      phrases += said.size() + gold.size();
    }
    return phrases == 0 ? 0 : 2.0 * pairs / phrases;
  }
}
