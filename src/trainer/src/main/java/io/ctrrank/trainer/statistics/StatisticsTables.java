package io.ctrrank.trainer.statistics;

import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statistics of data sets as tables. */
public final class StatisticsTables {
  private StatisticsTables() {}

  /** Data sets, one a line: Table 1 of arXiv 2412.06860. */
  public static TextTable overview(List<Overview> dataSets) {
    return new TextTable(
        List.of("data set", "users", "items", "interactions", "impressions", "clicks", "CTR"),
        dataSets.stream()
            .map(
                set ->
                    List.of(
                        set.name(),
                        Cells.count(set.users()),
                        Cells.count(set.items()),
                        Cells.count(set.interactions()),
                        Cells.count(set.impressions()),
                        Cells.count(set.clicks()),
                        Cells.rate(set.clicks(), set.impressions())))
            .toList());
  }

  /** The parts of a split, one a line. */
  public static TextTable parts(List<PartStatistics> parts) {
    return new TextTable(
        List.of(
            "part",
            "users",
            "items",
            "impressions",
            "clicks",
            "CTR",
            "history mean",
            "history median",
            "no history",
            "cold items",
            "of impressions"),
        parts.stream()
            .map(
                part ->
                    List.of(
                        part.name(),
                        Cells.count(part.users()),
                        Cells.count(part.items()),
                        Cells.count(part.impressions()),
                        Cells.count(part.clicks()),
                        Cells.rate(part.clicks(), part.impressions()),
                        decimal(part.history().mean()),
                        decimal(part.history().median()),
                        Cells.percent(part.noHistory(), part.impressions()),
                        Cells.percent(part.coldItems(), part.items()),
                        Cells.percent(part.coldImpressions(), part.impressions())))
            .toList());
  }

  /** What else was counted. */
  public static TextTable counts(DatasetStatistics statistics) {
    List<List<String>> rows = new ArrayList<>();
    CatalogueStatistics catalogue = statistics.catalogue();
    Overview overview = statistics.overview();
    rows.add(List.of("items of the catalogue", Cells.count(catalogue.items())));
    rows.add(List.of("impressions a user", Cells.ratio(overview.impressions(), overview.users())));
    rows.add(List.of("impressions an item", Cells.ratio(overview.impressions(), overview.items())));
    rows.add(List.of("categories", Cells.count(catalogue.categories())));
    rows.add(List.of("categories of an item, mean", decimal(catalogue.categoriesOfItem().mean())));
    rows.add(List.of("items without category", Cells.count(catalogue.noCategory())));
    statistics
        .texts()
        .ifPresent(
            texts -> {
              rows.add(List.of("tokens of an item text, mean", decimal(texts.tokens().mean())));
              rows.add(List.of("tokens of an item text, median", decimal(texts.tokens().median())));
              rows.add(List.of("tokens of an item text, most", Cells.count(texts.tokens().max())));
              rows.add(
                  List.of(
                      "item texts cut at " + texts.maxTokens() + " tokens",
                      Cells.count(texts.cut())));
              rows.add(List.of("profile texts", Cells.count(texts.profiles())));
            });
    statistics
        .searches()
        .ifPresent(
            searches -> {
              rows.add(List.of("distinct queries", Cells.count(searches.texts())));
              rows.add(List.of("impressions with a query", Cells.count(searches.impressions())));
            });
    statistics
        .knowledge()
        .ifPresent(
            knowledge -> {
              rows.add(List.of("items with knowledge", Cells.count(knowledge.items())));
              rows.add(
                  List.of(
                      "phrases of such an item, mean", decimal(knowledge.phrasesOfItem().mean())));
              rows.add(
                  List.of(
                      "impressions of such items",
                      Cells.percent(knowledge.impressions(), overview.impressions())));
            });
    return new TextTable(List.of("count", "value"), rows);
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }
}
