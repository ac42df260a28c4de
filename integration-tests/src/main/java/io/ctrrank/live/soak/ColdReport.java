package io.ctrrank.live.soak;

import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.report.Percentiles;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.Waits;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What became of searches without vectors.
 *
 * @param machine where
 * @param plan how much
 * @param repeated the windows searched one at a time until they were warm
 * @param pressed the windows searched as fast as possible
 * @param coordinatorWaits of the node, all searches
 * @param shardWaits of the node, all searches
 * @param fallbacks hits scored with the fallback vector, by reason
 */
public record ColdReport(
    Machine machine,
    ColdMisses.Plan plan,
    List<ColdWindow> repeated,
    LoadReport pressed,
    Waits coordinatorWaits,
    Waits shardWaits,
    Map<String, Long> fallbacks) {

  /** Seconds that a window took to become warm. */
  public Percentiles warmAfter() {
    return of(ColdWindow::warmAfterSeconds);
  }

  /** All figures for people. */
  public String toTable() {
    Table table = new Table("one at a time, " + plan.repeated(), ">p50", ">p95", ">p99", ">max");
    row(table, "cold, ms at the client", of(ColdWindow::coldMs));
    row(table, "warm, ms at the client", of(ColdWindow::warmMs));
    row(table, "warm after s", warmAfter());
    row(table, "after searches", of(ColdWindow::searches));
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

  private Percentiles of(ToDoubleFunction<ColdWindow> figure) {
    return Percentiles.of(repeated.stream().mapToDouble(figure).toArray());
  }
}
