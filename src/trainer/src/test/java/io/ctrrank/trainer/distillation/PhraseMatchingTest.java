package io.ctrrank.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.trainer.data.ItemKnowledge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One-to-one matching against trying everything, and the F1 that follows. */
final class PhraseMatchingTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.6, 0.9, 2})
  void match_randomSets_pairsAsManyAsCanBePaired(double threshold) {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      List<String> predicted = phrases(random);
      List<String> expected = phrases(random);
      PhraseSpace space = Phrases.space(both(predicted, expected));

      List<PhraseMatching.Pair> pairs = PhraseMatching.match(predicted, expected, space, threshold);

      String told = predicted + " and " + expected;
      assertThat(pairs)
          .as(told)
          .hasSizeLessThanOrEqualTo(Math.min(predicted.size(), expected.size()));
      assertThat(pairs.stream().map(PhraseMatching.Pair::predicted))
          .as(told)
          .doesNotHaveDuplicates();
      assertThat(pairs.stream().map(PhraseMatching.Pair::expected))
          .as(told)
          .doesNotHaveDuplicates();
      assertThat(pairs)
          .as(told)
          .allMatch(pair -> space.same(pair.predicted(), pair.expected(), threshold));
      Best best = best(predicted, new LinkedHashSet<>(expected), space, threshold);
      assertThat(pairs).as(told).hasSize(best.pairs());
      assertThat(pairs.stream().mapToDouble(PhraseMatching.Pair::cosine).sum())
          .as(told)
          .isCloseTo(best.cosines(), within(1e-6));
    }
  }

  private record Best(int pairs, double cosines) {}

  /** Tries every way to pair the first phrase, or none. */
  private static Best best(
      List<String> predicted, Set<String> expected, PhraseSpace space, double threshold) {
    if (predicted.isEmpty()) {
      return new Best(0, 0);
    }
    List<String> rest = predicted.subList(1, predicted.size());
    Best best = best(rest, expected, space, threshold);
    for (String other : expected) {
      if (space.same(predicted.getFirst(), other, threshold)) {
        Set<String> left = new LinkedHashSet<>(expected);
        left.remove(other);
        Best behind = best(rest, left, space, threshold);
        Best with =
            new Best(
                behind.pairs() + 1, behind.cosines() + space.cosine(predicted.getFirst(), other));
        if (with.pairs() > best.pairs()
            || with.pairs() == best.pairs() && with.cosines() > best.cosines()) {
          best = with;
        }
      }
    }
    return best;
  }

  private static List<String> phrases(Random random) {
    Set<String> phrases = new LinkedHashSet<>();
    int count = random.nextInt(5);
    while (phrases.size() < count) {
      double angle = random.nextInt(12) * 0.2;
      phrases.add(String.format(Locale.ROOT, "%.3f %.3f", Math.cos(angle), Math.sin(angle)));
    }
    return List.copyOf(phrases);
  }

  private static List<String> both(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  @Test
  void of_twoItems_countsPairsOverAllPhrases() {
    String east = "1 0";
    String nearEast = "0.95 0.31225";
    String north = "0 1";
    String west = "-1 0";
    List<ItemKnowledge> said =
        List.of(
            knowledge(List.of(nearEast, west), List.of()), knowledge(List.of(north), List.of()));
    List<ItemKnowledge> expected =
        List.of(knowledge(List.of(east), List.of(east)), knowledge(List.of(north), List.of()));
    PhraseSpace space = Phrases.space(List.of());

    PhraseF1 lenient = PhraseF1.of(said, expected, PhraseKind.EXPLICIT, space, 0.9);
    PhraseF1 equal = PhraseF1.of(said, expected, PhraseKind.EXPLICIT, space, 2);
    PhraseF1 all = PhraseF1.of(said, expected, space, 0.9);

    assertThat(lenient.precision()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(lenient.recall()).isEqualTo(1);
    assertThat(lenient.microF1()).isCloseTo(0.8, within(1e-9));
    assertThat(lenient.macroF1()).isCloseTo((2 / 3.0 + 1) / 2, within(1e-9));
    assertThat(equal.microF1()).isCloseTo(0.4, within(1e-9));
    // The implicit phrase that nobody said counts in the recall of both kinds.
    assertThat(all.recall()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(all.microF1()).isCloseTo(2 / 3.0, within(1e-9));
  }

  private static ItemKnowledge knowledge(List<String> explicit, List<String> implicit) {
    return new ItemKnowledge(explicit, implicit);
  }
}
