package io.ctrrank.live.soak;

import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.report.Percentiles;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.Waits;
import java.util.Locale;

/** The part that all reports of a load have in common. */
final class SearchFigures {
  private SearchFigures() {}

  /** How searches went, and how long everybody waited. */
  static String table(LoadReport load, Waits coordinator, Waits shard) {
    Table times = new Table("ms", ">count", ">p50", ">p99", ">p99.9", ">max");
    Percentiles latency = load.latency();
    times.row(
        "latency at the client",
        Long.toString(load.searches()),
        Percentiles.cell(latency.p50()),
        Percentiles.cell(latency.p99()),
        Percentiles.cell(latency.p999()),
        Percentiles.cell(latency.max()));
    waits(times, "waits at the coordinator", coordinator);
    waits(times, "waits on shards", shard);
    return String.format(
            Locale.ROOT,
            "  %,d searches in %.0f s: %,d failed, %,d pages with mixed scales%n%s%n",
            load.searches(),
            load.seconds(),
            load.failed(),
            load.mixed(),
            String.join("\n", load.problems()))
        + times;
  }

  private static void waits(Table table, String name, Waits waits) {
    table.row(
        name,
        Long.toString(waits.count()),
        Percentiles.cell(waits.p50()),
        Percentiles.cell(waits.p99()),
        Percentiles.cell(waits.p999()),
        Percentiles.cell(waits.max()));
  }
}
