package io.ctrrank.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatisticsTablesTest {
  private static final Overview OVERVIEW = new Overview("films", 10, 40, 1_000, 2_000, 500);
  private static final CatalogueStatistics CATALOGUE =
      new CatalogueStatistics(50, 7, new Spread(2.25, 2, 5), 3);

  @Test
  void overview_dataSets_areOneALine() {
    assertThat(
            StatisticsTables.overview(List.of(OVERVIEW, new Overview("none", 0, 0, 0, 0, 0)))
                .markdown())
        .isEqualTo(
            """
            | data set | users | items | interactions | impressions | clicks | CTR |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            | films | 10 | 40 | 1,000 | 2,000 | 500 | 0.2500 |
            | none | 0 | 0 | 0 | 0 | 0 | - |
            """);
  }

  @Test
  void parts_emptyPart_hasDashes() {
    assertThat(
            StatisticsTables.parts(
                    List.of(
                        new PartStatistics(
                            "test", 9, 20, 200, 30, 5, 50, new Spread(12.34, 11.5, 50), 3),
                        new PartStatistics("none", 0, 0, 0, 0, 0, 0, Spread.of(new int[0]), 0)))
                .markdown()
                .lines()
                .skip(2))
        .containsExactly(
            "| test | 9 | 20 | 200 | 30 | 0.1500 | 12.3 | 11.5 | 1.5 % | 25.0 % | 25.0 % |",
            "| none | 0 | 0 | 0 | 0 | - | - | - | - | - | - |");
  }

  @Test
  void counts_dataWithTextsQueriesAndKnowledge_tellsOfAll() {
    DatasetStatistics statistics =
        new DatasetStatistics(
            OVERVIEW,
            List.of(),
            CATALOGUE,
            Optional.of(new TextStatistics(new Spread(30.5, 29, 1_200), 64, 4, 77)),
            Optional.of(new KnowledgeStatistics(20, new Spread(8.9, 9, 12), 1_500)),
            Optional.of(new SearchStatistics(34, 1_234)));

    assertThat(StatisticsTables.counts(statistics).rows())
        .containsExactly(
            List.of("items of the catalogue", "50"),
            List.of("impressions a user", "200.00"),
            List.of("impressions an item", "50.00"),
            List.of("categories", "7"),
            List.of("categories of an item, mean", "2.3"),
            List.of("items without category", "3"),
            List.of("tokens of an item text, mean", "30.5"),
            List.of("tokens of an item text, median", "29.0"),
            List.of("tokens of an item text, most", "1,200"),
            List.of("item texts cut at 64 tokens", "4"),
            List.of("profile texts", "77"),
            List.of("distinct queries", "34"),
            List.of("impressions with a query", "1,234"),
            List.of("items with knowledge", "20"),
            List.of("phrases of such an item, mean", "8.9"),
            List.of("impressions of such items", "75.0 %"));
  }

  @Test
  void counts_dataWithoutTextsAndKnowledge_leavesThemOut() {
    DatasetStatistics statistics =
        new DatasetStatistics(
            OVERVIEW, List.of(), CATALOGUE, Optional.empty(), Optional.empty(), Optional.empty());

    assertThat(StatisticsTables.counts(statistics).rows()).hasSize(6);
  }
}
