package io.ctrrank.live.soak;

import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.report.Percentiles;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.Waits;
import java.util.Map;

/**
 * What became of searches without vectors.
 *
 * @param machine where
 * @param plan how much
 * @param cold ms to the answer of the windows searched one at a time
 * @param warm ms to the answer of the same searches again
 * @param warmAfter seconds from the cold answer until the warm one
 * @param pressed the windows searched as fast as possible
 * @param coordinatorWaits of the node, all searches
 * @param shardWaits of the node, all searches
 * @param fallbacks hits scored with the fallback vector, by reason
 */
public record ColdReport(
    Machine machine,
    ColdMisses.Plan plan,
    Percentiles cold,
    Percentiles warm,
    Percentiles warmAfter,
    LoadReport pressed,
    Waits coordinatorWaits,
    Waits shardWaits,
    Map<String, Long> fallbacks) {

  /** All figures for people. */
  public String toTable() {
    Table table = new Table("one at a time, " + plan.repeated(), ">p50", ">p95", ">p99", ">max");
    row(table, "cold, ms at the client", cold);
    row(table, "the same again, ms", warm);
    row(table, "which was after s", warmAfter);
    return table
        + "\n\n"
        + SearchFigures.table(pressed, coordinatorWaits, shardWaits)
        + "\n  hits scored with fallback vectors "
        + fallbacks
        + "\n  "
        + machine;
  }

  private static void row(Table table, String name, Percentiles figures) {
    table.row(
        name,
        Percentiles.cell(figures.p50()),
        Percentiles.cell(figures.p95()),
        Percentiles.cell(figures.p99()),
        Percentiles.cell(figures.max()));
  }
}
