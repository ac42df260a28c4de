package io.ctrrank.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DatasetStatisticsTest {
  /** Ten events of user u on items 0 to 9; two of user v, on items 0 and 9; item 10 is unseen. */
  private static final Dataset DATASET = Dataset.of(catalogue(), log());

  @Test
  void of_log_countsTheLineOfTheTable() {
    assertThat(statistics().overview()).isEqualTo(new Overview("mine", 2, 10, 12, 12, 6));
  }

  @Test
  void of_itemShownTwiceAtOnce_isOneInteraction() {
    List<Impression> log = new ArrayList<>(log());
    log.add(log.getFirst());

    Overview overview =
        DatasetStatistics.of("x", Dataset.of(catalogue(), log), Optional.empty(), Optional.empty())
            .overview();

    assertThat(overview.interactions()).isEqualTo(12);
    assertThat(overview.impressions()).isEqualTo(13);
    assertThat(overview.clicks()).isEqualTo(7);
  }

  @Test
  void of_parts_countUsersItemsClicksAndColdItemsOfEach() {
    // Training: u's items 0 to 6 and v's item 0. u's 7 validates; u's 8 and 9 and v's 9 test.
    assertThat(statistics().parts())
        .containsExactly(
            new PartStatistics("train", 2, 7, 8, 5, 0, 0, new Spread(21 / 8.0, 2.5, 6), 2),
            new PartStatistics("validation", 1, 1, 1, 0, 1, 1, new Spread(7, 7, 7), 0),
            new PartStatistics("test", 2, 2, 3, 1, 2, 3, new Spread(6, 8, 9), 0));
  }

  @Test
  void of_longHistories_countsWhatAModelReads() {
    DatasetStatistics shorter =
        DatasetStatistics.of("x", DATASET.withHistory(5), Optional.empty(), Optional.empty());

    assertThat(shorter.parts().getLast().history()).isEqualTo(new Spread(11 / 3.0, 5, 5));
  }

  @Test
  void of_queries_countsDistinctOnesAndTheirImpressionsOfAllParts() {
    List<Impression> log = new ArrayList<>(log());
    for (int i : new int[] {0, 3, 7, 11}) {
      Impression row = log.get(i);
      log.set(
          i,
          new Impression(
              row.user(), row.item(), row.timestamp(), row.type(), row.click(), "q" + i / 7));
    }
    Dataset dataset = Dataset.of(catalogue(), log);

    assertThat(DatasetStatistics.of("x", dataset, Optional.empty(), Optional.empty()).searches())
        .contains(new SearchStatistics(2, 4));
    assertThat(statistics().searches()).isEmpty();
  }

  @Test
  void of_catalogue_countsAllItemsAndDistinctCategories() {
    assertThat(statistics().catalogue())
        .isEqualTo(new CatalogueStatistics(11, 2, new Spread(11 / 11.0, 1, 2), 1));
  }

  @Test
  void knowledge_someItems_coverTheirImpressionsOfAllParts() {
    Map<String, List<String>> phrases =
        Map.of("0", List.of("a", "b"), "9", List.of("a"), "8", List.of(), "99", List.of("c"));

    assertThat(KnowledgeStatistics.of(DATASET, phrases))
        .isEqualTo(new KnowledgeStatistics(2, new Spread(1.5, 1.5, 2), 4));
  }

  @Test
  void texts_longerThanRead_areCut() {
    assertThat(TextStatistics.of(new int[] {3, 64, 65}, 64, 7))
        .isEqualTo(new TextStatistics(new Spread(44, 64, 65), 64, 1, 7));
  }

  private static DatasetStatistics statistics() {
    return DatasetStatistics.of("mine", DATASET, Optional.empty(), Optional.empty());
  }

  private static List<Impression> log() {
    List<Impression> log = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> log.add(impression("u", i, i)));
    log.add(impression("v", 0, 1));
    log.add(impression("v", 9, 2));
    return log;
  }

  /** Even items are clicked. */
  private static Impression impression(String user, int item, long timestamp) {
    boolean click = item % 2 == 0;
    return new Impression(user, String.valueOf(item), timestamp, click ? "click" : "skip", click);
  }

  /** Item 0 has two categories, one of them twice; item 10 has none. */
  private static Catalogue catalogue() {
    return new Catalogue(
        IntStream.rangeClosed(0, 10)
            .mapToObj(
                i ->
                    new Item(
                        String.valueOf(i),
                        "item " + i,
                        switch (i) {
                          case 0 -> List.of("a", "b", "a");
                          case 10 -> List.of();
                          default -> List.of("a");
                        },
                        2000,
                        ""))
            .toList());
  }
}
