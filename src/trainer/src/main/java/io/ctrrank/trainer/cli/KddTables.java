package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.kddcup.KddFile;
import io.ctrrank.trainer.kddcup.RowStatistics;
import io.ctrrank.trainer.kddcup.SideStatistics;
import io.ctrrank.trainer.statistics.Overview;
import io.ctrrank.trainer.statistics.StatisticsTables;
import java.util.ArrayList;
import java.util.List;

/** Statistics of KDD Cup 2012 files as tables. */
final class KddTables {
  private KddTables() {}

  /** The line of a table of data sets. */
  static TextTable dataSet(RowStatistics rows) {
    return StatisticsTables.overview(
        List.of(
            new Overview(
                "KDD Cup 2012 format",
                rows.users(),
                rows.ads(),
                rows.rows(),
                rows.impressions(),
                rows.clicks())));
  }

  /** What else was counted. */
  static TextTable counts(RowStatistics rows) {
    return new TextTable(
        List.of("count", "value"),
        List.of(
            List.of("rows of unknown users", Cells.count(rows.unknownUserRows())),
            List.of("rows with a click", Cells.count(rows.clickedRows())),
            List.of("malformed rows left out", Cells.count(rows.malformed())),
            List.of("impressions a row", Cells.ratio(rows.impressions(), rows.rows())),
            List.of(
                "rows a known user",
                Cells.ratio(rows.rows() - rows.unknownUserRows(), rows.users())),
            List.of("rows an item", Cells.ratio(rows.rows(), rows.ads())),
            List.of("advertisers", Cells.count(rows.advertisers())),
            List.of("queries", Cells.count(rows.distinct(KddFile.QUERY_TOKENS))),
            List.of("keywords", Cells.count(rows.distinct(KddFile.KEYWORD_TOKENS))),
            List.of("titles", Cells.count(rows.distinct(KddFile.TITLE_TOKENS))),
            List.of("descriptions", Cells.count(rows.distinct(KddFile.DESCRIPTION_TOKENS)))));
  }

  /** Click rate by position. */
  static TextTable positions(RowStatistics rows) {
    List<List<String>> cells = new ArrayList<>();
    for (int position = 1; position <= RowStatistics.POSITIONS; position++) {
      long impressions = rows.impressionsAt(position);
      if (impressions > 0) {
        cells.add(
            List.of(
                position + (position == RowStatistics.POSITIONS ? " and below" : ""),
                Cells.count(impressions),
                Cells.count(rows.clicksAt(position)),
                Cells.rate(rows.clicksAt(position), impressions)));
      }
    }
    return new TextTable(List.of("position", "impressions", "clicks", "CTR"), cells);
  }

  /** How far the files beside the training rows cover them. */
  static TextTable sides(RowStatistics rows, List<SideStatistics> sides) {
    return new TextTable(
        List.of("file", "records", "used by rows", "of ids in rows", "tokens a record"),
        sides.stream()
            .map(
                side ->
                    List.of(
                        side.file().fileName(),
                        Cells.count(side.records()),
                        Cells.count(side.used()),
                        Cells.percent(side.used(), rows.distinct(side.file())),
                        side.file() == KddFile.USER_PROFILES
                            ? "-"
                            : Cells.ratio(side.tokens(), side.used())))
            .toList());
  }
}
