package io.ctrrank.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhrasePairs.Labelled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Split, threshold, vocabulary, choice and augmentation. */
final class StudentPartsTest {
  private static final String EAST = "1 0";
  private static final String NEAR_EAST = "0.95 0.31225";
  private static final String NORTH = "0 1";

  @Test
  void split_anyAmountOfKnowledge_keepsItemsInTheirPart() {
    Catalogue catalogue = catalogue(400);
    KnowledgeSplit whole = KnowledgeSplit.of(catalogue, knowledge(400, 1));
    KnowledgeSplit half = KnowledgeSplit.of(catalogue, knowledge(400, 2));
    KnowledgeSplit share = whole.withShare(0.3, catalogue);

    Set<Integer> all = new HashSet<>(items(whole.train()));
    assertThat(all).doesNotContainAnyElementsOf(items(whole.validation()));
    assertThat(all).doesNotContainAnyElementsOf(items(whole.test()));
    assertThat(items(whole.validation())).doesNotContainAnyElementsOf(items(whole.test()));
    assertThat(all.size() + whole.validation().size() + whole.test().size()).isEqualTo(400);
    assertThat(all).hasSizeBetween(290, 350).containsAll(items(half.train()));
    assertThat(items(whole.test())).containsAll(items(half.test()));
    assertThat(share.train()).hasSizeBetween(60, 130);
    assertThat(all).containsAll(items(share.train()));
    assertThat(items(whole.withShare(0.6, catalogue).train())).containsAll(items(share.train()));
    assertThat(share.test()).isEqualTo(whole.test());
  }

  @Test
  void substituted_textThatGrowsInLowerCase_isReplacedInPlace() {
    String shown = "Dersu \u0130stanbul | Drama | " + EAST;
    Synonyms.Variant original =
        new Synonyms.Variant(shown, new ItemKnowledge(List.of(EAST), List.of()));
    Synonyms synonyms = Synonyms.of(vocabulary());
    Random random = new Random(1);
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      texts.add(synonyms.substituted(original, random).text());
    }
    assertThat(texts).containsExactlyInAnyOrder(shown, shown.replace(EAST, NEAR_EAST));
  }

  @Test
  void split_tooLittleKnowledge_isRefused() {
    assertThatThrownBy(() -> KnowledgeSplit.of(catalogue(2), knowledge(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected some in each part");
  }

  @Test
  void calibrate_labelledPairs_takesTheThresholdThatPartsThem() {
    PhrasePairs pairs =
        new PhrasePairs(
            List.of(
                new Labelled(EAST, "0.9 0.43589", true),
                new Labelled(EAST, "0.7 0.71414", true),
                new Labelled(EAST, "0.6 0.8", false),
                new Labelled(EAST, NORTH, false)));
    PhraseSpace space = Phrases.space(List.copyOf(pairs.phrases()));

    PhrasePairs.Calibrated found = pairs.calibrate(space);

    assertThat(found.threshold()).isBetween(0.61, 0.70);
    assertThat(found.f1()).isEqualTo(1);
    assertThat(found.accuracy()).isEqualTo(1);
    assertThatThrownBy(() -> new PhrasePairs(List.of(new Labelled("a", "b", true))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("some of each label");
  }

  @Test
  void targets_phrasesThatSayTheSame_areTargetsToo() {
    PhraseVocabulary vocabulary = vocabulary();

    assertThat(vocabulary.phrases()).containsExactly(NORTH, NEAR_EAST, EAST);
    List<List<String>> items = List.of(List.of(EAST), List.of(), List.of(NORTH, EAST));
    assertThat(vocabulary.targets(items, 0.9))
        .containsExactly(new float[] {0, 1, 1}, new float[] {0, 0, 0}, new float[] {1, 1, 1});
    assertThat(vocabulary.targets(items, 0.99).getFirst()).containsExactly(0, 0, 1);
    assertThat(vocabulary.space().said(List.of(NORTH, NEAR_EAST), List.of(EAST), 0.9))
        .containsExactly(0, 1);
  }

  @Test
  void choose_likeliestFirst_saysNothingTwice() {
    PhraseChooser chooser = new PhraseChooser(vocabulary(), 0.9);
    List<Scored> scored = chooser.candidates(new float[] {1, 2, 3});

    assertThat(chooser.choose(scored, new PhraseChooser.Limit(0, 0, 1, 8)))
        .containsExactly(EAST, NORTH);
    assertThat(chooser.choose(scored, new PhraseChooser.Limit(1.5, 0, 1, 8))).containsExactly(EAST);
    assertThat(chooser.choose(scored, new PhraseChooser.Limit(9, 0, 1, 8))).containsExactly(EAST);
    assertThat(chooser.choose(scored, new PhraseChooser.Limit(9, 0, 2, 8)))
        .containsExactly(EAST, NORTH);
    assertThat(chooser.choose(scored, new PhraseChooser.Limit(0, 0, 1, 1))).containsExactly(EAST);
  }

  @Test
  void choose_wordsOfTheText_haveAThresholdOfTheirOwn() {
    PhraseVocabulary vocabulary = vocabulary();
    PhraseChooser chooser = new PhraseChooser(vocabulary, 0.9);
    List<Scored> scored = new ArrayList<>(chooser.candidates(new float[] {-9, -9, 1}));
    scored.add(new Scored("0.1 0.9", 0.5f, true));
    scored.add(new Scored("0.9 0.1", 3, true));
    scored.add(new Scored("-1 0.1", -2, true));
    PhraseChooser.Limit limit = new PhraseChooser.Limit(0, 0, 1, 8);
    chooser.prepare(List.of(scored), limit);

    // The likelier of two that say the same is said, from wherever it is.
    assertThat(chooser.choose(scored, limit)).containsExactly("0.9 0.1", "0.1 0.9");
    assertThat(chooser.choose(scored, new PhraseChooser.Limit(0, 4, 1, 8))).containsExactly(EAST);
    assertThat(chooser.choose(scored, new PhraseChooser.Limit(0, -2, 1, 8)))
        .containsExactly("0.9 0.1", "0.1 0.9", "-1 0.1");
  }

  @Test
  void tune_validationItems_findsTheThresholdWithTheBestF1() {
    PhraseChooser chooser = new PhraseChooser(vocabulary(), 0.9);
    List<List<Scored>> scored =
        List.of(
            chooser.candidates(new float[] {-1.5f, -9, -0.5f}),
            chooser.candidates(new float[] {-1.5f, -9, -9}));
    List<ItemKnowledge> expected =
        List.of(
            new ItemKnowledge(List.of(EAST), List.of()),
            new ItemKnowledge(List.of(NORTH), List.of()));

    PhraseChooser.Limit limit = search(chooser, scored, expected);

    assertThat(limit.logit()).isGreaterThan(-1.5);
    assertThat(chooser.choose(scored.get(0), limit)).containsExactly(EAST);
  }

  @Test
  void tune_wordsOfTheTextTooSure_raisesTheirThresholdAlone() {
    PhraseChooser chooser = new PhraseChooser(vocabulary(), 0.9);
    Scored wrong = new Scored("-1 0", 0.6f, true);
    List<List<Scored>> scored =
        List.of(
            List.of(new Scored(EAST, -1, false), wrong),
            List.of(new Scored(EAST, -1, false), new Scored(NORTH, 0.9f, true), wrong));
    List<ItemKnowledge> expected =
        List.of(
            new ItemKnowledge(List.of(EAST), List.of()),
            new ItemKnowledge(List.of(EAST, NORTH), List.of()));

    PhraseChooser.Limit limit = search(chooser, scored, expected);

    assertThat(chooser.choose(scored.get(0), limit)).containsExactly(EAST);
    assertThat(chooser.choose(scored.get(1), limit)).containsExactlyInAnyOrder(EAST, NORTH);
  }

  @Test
  void reach_ofPhrases_isWhatVocabularyAndTextCanSay() {
    ItemKnowledge told = new ItemKnowledge(List.of(EAST, "-1 0"), List.of(NORTH, "0 -1"));
    PhraseVocabulary vocabulary = vocabulary();
    vocabulary.space().add(List.of("0 -1", "-1 0.1"));
    List<List<Span>> spans = List.of(List.of(new Span("-1 0.1", 1, 2, 1, 0)));

    assertThat(Reach.of(List.of(new Taught(0, told)), vocabulary, spans, 0.9))
        .isEqualTo(new Reach(0.5, 1, 0.5));
    assertThat(Reach.of(List.of(new Taught(0, told)), vocabulary, List.of(), 0.9))
        .isEqualTo(new Reach(0.5, 0.5, 0.5));
  }

  private static PhraseChooser.Limit search(
      PhraseChooser chooser, List<List<Scored>> scored, List<ItemKnowledge> expected) {
    PhraseSpace space = Phrases.space(List.of(EAST, NEAR_EAST, NORTH, "-1 0"));
    return new LimitSearch(chooser, space, 0.9, scored, expected, PhraseKind.EXPLICIT).best();
  }

  @Test
  void substituted_manyTimes_replacesInTextAndPhrasesTogether() {
    Synonyms synonyms = Synonyms.of(vocabulary());
    Synonyms.Variant original =
        new Synonyms.Variant("a " + EAST + " b", new ItemKnowledge(List.of(EAST), List.of(NORTH)));
    Random random = new Random(1);
    int replaced = 0;
    for (int round = 0; round < 1000; round++) {
      Synonyms.Variant other = synonyms.substituted(original, random);
      String phrase = other.knowledge().explicit().getFirst();
      assertThat(other.text()).isEqualTo("a " + phrase + " b");
      assertThat(other.knowledge().implicit()).containsExactly(NORTH);
      replaced += phrase.equals(NEAR_EAST) ? 1 : 0;
    }

    assertThat(synonyms.size()).isEqualTo(2);
    assertThat(replaced).isBetween(110, 190);
  }

  @Test
  void shuffled_manyTimes_keepsThePhrases() {
    ItemKnowledge knowledge = new ItemKnowledge(List.of("a", "b", "c", "d"), List.of("e", "f"));
    Random random = new Random(1);
    Set<ItemKnowledge> seen = new HashSet<>();
    for (int round = 0; round < 200; round++) {
      ItemKnowledge other = Synonyms.shuffled(knowledge, random);
      assertThat(other.explicit()).containsExactlyInAnyOrder("a", "b", "c", "d");
      assertThat(other.implicit()).containsExactlyInAnyOrder("e", "f");
      seen.add(other);
    }

    assertThat(seen).hasSizeGreaterThan(20).contains(knowledge);
  }

  @Test
  void nearest_item_hasThePhrasesOfTheClosestTextButItsOwn() {
    ItemKnowledge one = new ItemKnowledge(List.of("one"), List.of());
    ItemKnowledge two = new ItemKnowledge(List.of("two"), List.of());
    float[][] vectors = {{1, 0}, {0, 1}, {0.9f, 0.2f}};
    NearestTaught nearest =
        new NearestTaught(List.of(new Taught(0, one), new Taught(1, two)), vectors);

    assertThat(nearest.phrases(List.of(2, 0))).containsExactly(one, two);
  }

  /** Each phrase stands in two items; one that stands in a single item is left out. */
  private static PhraseVocabulary vocabulary() {
    PhraseSpace space = Phrases.space(List.of(EAST, NEAR_EAST, NORTH, "-1 0"));
    ItemKnowledge all = new ItemKnowledge(List.of(EAST, NEAR_EAST), List.of(NORTH));
    ItemKnowledge more = new ItemKnowledge(List.of(EAST, NEAR_EAST), List.of(NORTH, "-1 0"));
    return PhraseVocabulary.of(List.of(new Taught(0, all), new Taught(1, more)), 2, space);
  }

  private static List<Integer> items(List<Taught> part) {
    return part.stream().map(Taught::item).toList();
  }

  private static Catalogue catalogue(int items) {
    List<Item> all = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      all.add(new Item(String.valueOf(i), "title", List.of(), Double.NaN, ""));
    }
    return new Catalogue(all);
  }

  /** Of every {@code step}-th item. */
  private static Map<String, ItemKnowledge> knowledge(int items, int step) {
    Map<String, ItemKnowledge> knowledge = new HashMap<>();
    for (int i = 0; i < items; i += step) {
      knowledge.put(String.valueOf(i), new ItemKnowledge(List.of("p"), List.of()));
    }
    return knowledge;
  }
}
