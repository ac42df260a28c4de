package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.kddcup.KddFile;
import io.ctrrank.trainer.kddcup.RowStatistics;
import io.ctrrank.trainer.kddcup.SideStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statistics of KDD Cup 2012 files as tables. */
final class KddTables {
  private KddTables() {}

  /** The line of a table of data sets: Table 1 of arXiv 2412.06860. */
  static TextTable dataSet(RowStatistics rows) {
    return new TextTable(
        List.of("data set", "users", "items", "interactions", "impressions", "clicks", "CTR"),
        List.of(
            List.of(
                "KDD Cup 2012 format",
                count(rows.users()),
                count(rows.ads()),
                count(rows.rows()),
                count(rows.impressions()),
                count(rows.clicks()),
                rate(rows.clicks(), rows.impressions()))));
  }

  /** What else was counted. */
  static TextTable counts(RowStatistics rows) {
    return new TextTable(
        List.of("count", "value"),
        List.of(
            List.of("rows of unknown users", count(rows.unknownUserRows())),
            List.of("rows with a click", count(rows.clickedRows())),
            List.of("malformed rows left out", count(rows.malformed())),
            List.of("impressions a row", ratio(rows.impressions(), rows.rows())),
            List.of("rows a known user", ratio(rows.rows() - rows.unknownUserRows(), rows.users())),
            List.of("rows an item", ratio(rows.rows(), rows.ads())),
            List.of("advertisers", count(rows.advertisers())),
            List.of("queries", count(rows.distinct(KddFile.QUERY_TOKENS))),
            List.of("keywords", count(rows.distinct(KddFile.KEYWORD_TOKENS))),
            List.of("titles", count(rows.distinct(KddFile.TITLE_TOKENS))),
            List.of("descriptions", count(rows.distinct(KddFile.DESCRIPTION_TOKENS)))));
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
                count(impressions),
                count(rows.clicksAt(position)),
                rate(rows.clicksAt(position), impressions)));
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
                        count(side.records()),
                        count(side.used()),
                        rows.distinct(side.file()) == 0
                            ? "-"
                            : String.format(
                                Locale.ROOT,
                                "%.1f %%",
                                100.0 * side.used() / rows.distinct(side.file())),
                        side.file() == KddFile.USER_PROFILES
                            ? "-"
                            : ratio(side.tokens(), side.used())))
            .toList());
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String rate(long part, long whole) {
    return String.format(Locale.ROOT, "%.4f", (double) part / whole);
  }

  private static String ratio(long part, long whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) part / whole);
  }
}
