package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.training.TrainingData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class QueryTextsTest {
  private static final int FILMS = 60;
  private static final int BLOCK = 16;

  /** Every third film is a war film, every fifth slow; films from 50 on have no knowledge. */
  private static final Map<String, List<String>> KNOWLEDGE = knowledge("war", "slow");

  @Test
  void query_userWhoLikesWarFilms_namesThemFirst() {
    Dataset dataset = Dataset.of(catalogue(), withOthers(timeline("u", i -> i % 3 == 0)));
    QueryTexts queries = QueryTexts.of(dataset, KNOWLEDGE);

    // Of films 0 to 15, 6 of 6 war films were clicked, 2 of 4 slow ones, and nothing else.
    assertThat(queryOf(dataset, queries, "u", BLOCK)).isEqualTo("war, slow, film");
  }

  @Test
  void query_filmsWithoutKnowledge_giveTheirCategories() {
    Dataset dataset = Dataset.of(catalogue(), withOthers(timeline("u", i -> i % 2 == 0)));
    QueryTexts queries = QueryTexts.of(dataset, Map.of());

    assertThat(queryOf(dataset, queries, "u", BLOCK)).isEqualTo("even, drama");
  }

  @Test
  void query_equallyStrongPhrases_areInAFixedOrder() {
    // All is clicked, so no phrase stands out: more clicks first, then the rarer in the catalogue.
    Dataset dataset = Dataset.of(catalogue(), withOthers(timeline("u", i -> i < 40)));
    QueryTexts queries = QueryTexts.of(dataset, KNOWLEDGE);

    assertThat(queryOf(dataset, queries, "u", BLOCK)).isEqualTo("film, war, slow");
    assertThat(queryOf(dataset, QueryTexts.of(dataset, knowledge("b", "a")), "u", BLOCK))
        .isEqualTo("film, b, a");
  }

  @Test
  void query_noWholeBlockBehindOrNoClick_isEmpty() {
    Dataset dataset = Dataset.of(catalogue(), withOthers(timeline("u", i -> i >= BLOCK)));
    QueryTexts queries = QueryTexts.of(dataset, KNOWLEDGE);

    assertThat(queryOf(dataset, queries, "u", 0)).isEmpty();
    assertThat(queryOf(dataset, queries, "u", BLOCK - 1)).isEmpty();
    assertThat(queryOf(dataset, queries, "u", BLOCK)).isEmpty();
    assertThat(queryOf(dataset, queries, "u", 2 * BLOCK)).isNotEmpty();
    assertThat(queries.texts().get(QueryTexts.EMPTY)).isEmpty();
  }

  @Test
  void query_phraseOfOneItem_isLeftOut() {
    Dataset dataset = Dataset.of(catalogue(), withOthers(timeline("u", i -> i % 2 == 0)));

    assertThat(
            queryOf(dataset, QueryTexts.of(dataset, Map.of("0", List.of("the only"))), "u", BLOCK))
        .doesNotContain("the only");
  }

  @Test
  void query_sameBlockOrLaterChanges_staysTheSame() {
    long seed = System.nanoTime();
    System.out.println("queries seed " + seed);
    Random random = new Random(seed);
    List<Impression> impressions = random(random);
    Dataset dataset = Dataset.of(catalogue(), impressions);
    QueryTexts queries = QueryTexts.of(dataset, KNOWLEDGE);

    for (int trial = 0; trial < 20; trial++) {
      Impression pivot = impressions.get(random.nextInt(impressions.size()));
      List<Impression> changed = withOtherBlock(impressions, pivot);
      Dataset other = Dataset.of(catalogue(), changed);

      assertThat(queryOf(other, QueryTexts.of(other, KNOWLEDGE), pivot.user(), item(pivot)))
          .isEqualTo(queryOf(dataset, queries, pivot.user(), item(pivot)));
    }
  }

  @Test
  void query_earlierBlockChanges_follows() {
    Dataset dataset = Dataset.of(catalogue(), withOthers(timeline("u", i -> i % 3 == 0)));
    Dataset other = Dataset.of(catalogue(), withOthers(timeline("u", i -> i % 5 == 0)));

    assertThat(queryOf(other, QueryTexts.of(other, KNOWLEDGE), "u", BLOCK))
        .isNotEqualTo(queryOf(dataset, QueryTexts.of(dataset, KNOWLEDGE), "u", BLOCK));
  }

  @Test
  void history_everyEvent_hasTheQueryOfItsOwnImpression() {
    long seed = System.nanoTime();
    System.out.println("history queries seed " + seed);
    Dataset dataset = Dataset.of(catalogue(), random(new Random(seed)));
    QueryTexts queries = QueryTexts.of(dataset, KNOWLEDGE);

    for (ExampleSet part : parts(dataset)) {
      for (int row = 0; row < part.size(); row += 7) {
        int length = part.historyLength(row);
        int[] items = new int[length + 1];
        int[] found = new int[length + 1];
        part.history(row, items, new int[length + 1], 1);
        queries.history(part, row, found, 1);
        for (int i = 1; i <= length; i++) {
          assertThat(queries.texts().get(found[i]))
              .isEqualTo(queryOf(dataset, queries, part.impression(row).user(), items[i]));
        }
      }
    }
  }

  @Test
  void texts_manyImpressions_areDistinctAndNumberedAlikeInAnyOrder() {
    long seed = System.nanoTime();
    System.out.println("query order seed " + seed);
    List<Impression> impressions = random(new Random(seed));
    List<Impression> shuffled = new ArrayList<>(impressions);
    Collections.shuffle(shuffled, new Random(seed));
    QueryTexts queries = QueryTexts.of(Dataset.of(catalogue(), impressions), KNOWLEDGE);
    QueryTexts again = QueryTexts.of(Dataset.of(catalogue(), shuffled), KNOWLEDGE);

    assertThat(queries.texts()).doesNotHaveDuplicates().hasSizeGreaterThan(2);
    assertThat(again.texts()).isEqualTo(queries.texts());
    assertThat(again.digest()).isEqualTo(queries.digest());
  }

  @Test
  void digest_otherKnowledge_isAnother() {
    Dataset dataset = Dataset.of(catalogue(), random(new Random(1)));
    TrainingData data = TrainingData.of(dataset);
    TrainingData with = data.with(QueryTexts.of(dataset, KNOWLEDGE));

    assertThat(with.digest())
        .isEqualTo(data.with(QueryTexts.of(dataset, KNOWLEDGE)).digest())
        .isNotEqualTo(data.digest())
        .isNotEqualTo(data.with(QueryTexts.of(dataset, Map.of())).digest());
  }

  private static Map<String, List<String>> knowledge(String third, String fifth) {
    Map<String, List<String>> knowledge = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      List<String> own = new ArrayList<>(List.of("film"));
      if (i % 3 == 0) {
        own.add(third);
      }
      if (i % 5 == 0) {
        own.add(fifth);
      }
      knowledge.put(String.valueOf(i), own);
    }
    return knowledge;
  }

  private static Catalogue catalogue() {
    return new Catalogue(
        IntStream.range(0, FILMS)
            .mapToObj(
                i ->
                    new Item(
                        String.valueOf(i),
                        "film " + i,
                        i % 2 == 0 ? List.of("Drama", "Even") : List.of("Drama"),
                        1990 + i,
                        ""))
            .toList());
  }

  /** One user who sees the films in order, one a second. */
  private static List<Impression> timeline(String user, IntPredicate clicks) {
    return IntStream.range(0, FILMS).mapToObj(i -> impression(user, i, i, clicks.test(i))).toList();
  }

  /** A second user, so that any data set has clicks and others to train on. */
  private static List<Impression> withOthers(List<Impression> impressions) {
    return Stream.concat(impressions.stream(), timeline("w", i -> i % 2 == 1).stream()).toList();
  }

  private static List<Impression> random(Random random) {
    List<Impression> impressions = new ArrayList<>();
    for (int user = 0; user < 4; user++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, FILMS).boxed().toList());
      Collections.shuffle(order, random);
      for (int item : order) {
        impressions.add(
            impression("u" + user, item, random.nextInt(FILMS), random.nextInt(3) == 0));
      }
    }
    return impressions;
  }

  /** Whatever the user of the pivot did in the pivot's block of events or later is otherwise. */
  private static List<Impression> withOtherBlock(List<Impression> impressions, Impression pivot) {
    List<Impression> mine =
        impressions.stream()
            .filter(event -> event.user().equals(pivot.user()))
            .sorted(
                Comparator.comparingLong(Impression::timestamp)
                    .thenComparing(Impression::item, Comparator.reverseOrder()))
            .toList();
    long before = mine.stream().filter(e -> e.timestamp() < pivot.timestamp()).count();
    List<Impression> kept = mine.subList(0, (int) before / BLOCK * BLOCK);
    return impressions.stream()
        .map(
            event ->
                event.user().equals(pivot.user()) && !kept.contains(event)
                    ? impression(event.user(), item(event), event.timestamp(), !event.click())
                    : event)
        .toList();
  }

  private static Impression impression(String user, int item, long timestamp, boolean click) {
    return new Impression(user, String.valueOf(item), timestamp, click ? "click" : "skip", click);
  }

  private static int item(Impression impression) {
    return Integer.parseInt(impression.item());
  }

  private static String queryOf(Dataset dataset, QueryTexts queries, String user, int item) {
    for (ExampleSet part : parts(dataset)) {
      for (int row = 0; row < part.size(); row++) {
        Impression impression = part.impression(row);
        if (impression.user().equals(user) && item(impression) == item) {
          return queries.texts().get(queries.query(part, row));
        }
      }
    }
    throw new AssertionError("no impression of " + item + " by " + user);
  }

  private static List<ExampleSet> parts(Dataset dataset) {
    return List.of(dataset.train(), dataset.validation(), dataset.test());
  }
}
