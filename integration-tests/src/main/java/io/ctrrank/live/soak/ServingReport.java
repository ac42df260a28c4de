package io.ctrrank.live.soak;

import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.report.Percentiles;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.live.stats.Waits;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a cluster's searches while Redis and its encoder node broke.
 *
 * @param machine where
 * @param plan how much
 * @param load all searches
 * @param control searches without the rescorer, beside them
 * @param recoveries every fault
 * @param coordinatorWaits of each node with data
 * @param shardWaits of each node with data
 * @param fallbacks hits scored with the fallback vector by reason, all nodes together
 * @param encodedRemotely texts that data nodes had encoded by the encoder node
 * @param encodedHere texts that data nodes encoded themselves
 */
public record ServingReport(
    Machine machine,
    ServingFaults.Plan plan,
    LoadReport load,
    LoadReport control,
    List<Recovery> recoveries,
    Map<String, Waits> coordinatorWaits,
    Map<String, Waits> shardWaits,
    Map<String, Long> fallbacks,
    long encodedRemotely,
    long encodedHere) {

  static ServingReport of(
      ServingFaults.Plan plan,
      LoadReport load,
      LoadReport control,
      List<Recovery> recoveries,
      Map<String, NodeCounts> nodes) {
    Map<String, Waits> coordinators = new TreeMap<>();
    Map<String, Waits> shards = new TreeMap<>();
    Map<String, Long> fallbacks = new TreeMap<>();
    long remotely = 0;
    long here = 0;
    for (String node : ServedCluster.DATA_NODES) {
      NodeCounts counts = nodes.get(node);
      if (counts == null) {
        throw new IllegalStateException("node [" + node + "] is not in " + nodes.keySet());
      }
      coordinators.put(node, counts.coordinatorWaits());
      shards.put(node, counts.shardWaits());
      counts.fallbacks().forEach((reason, hits) -> fallbacks.merge(reason, hits, Long::sum));
      remotely += counts.encoder("encoded_remotely");
      here += counts.encoder("encoded") - counts.encoder("encoded_remotely");
    }
    return new ServingReport(
        Machine.describe(),
        plan,
        load,
        control,
        List.copyOf(recoveries),
        coordinators,
        shards,
        fallbacks,
        remotely,
        here);
  }

  /** All figures for people. */
  public String toTable() {
    Table faults = new Table("fault", ">for s", ">well again after s");
    for (Recovery recovery : recoveries) {
      faults.row(
          recovery.fault(),
          String.format(Locale.ROOT, "%.1f", recovery.faultSeconds()),
          recovery.complete()
              ? String.format(Locale.ROOT, "%.1f", recovery.recoverySeconds())
              : "never");
    }
    Table waits = new Table("waits, ms", ">count", ">p50", ">p99", ">p99.9", ">max");
    coordinatorWaits.forEach((node, figures) -> add(waits, node + ", coordinator", figures));
    shardWaits.forEach((node, figures) -> add(waits, node + ", shards", figures));
    return faults
        + "\n\n"
        + stream("searches", load)
        + stream("searches without the rescorer", control)
        + waits
        + String.format(
            Locale.ROOT,
            "%n  degraded pages %,d %s; hits scored with fallback vectors %s%n"
                + "  texts encoded on the encoder node %,d, by data nodes themselves %,d%n  %s",
            load.degraded(),
            load.reasons(),
            fallbacks,
            encodedRemotely,
            encodedHere,
            machine);
  }

  private static String stream(String name, LoadReport report) {
    return String.format(
        Locale.ROOT,
        "  %s: %,d in %.0f s, %,d failed, %,d with mixed scales; ms p50 %s p99 %s p99.9 %s%n%s",
        name,
        report.searches(),
        report.seconds(),
        report.failed(),
        report.mixed(),
        Percentiles.cell(report.latency().p50()),
        Percentiles.cell(report.latency().p99()),
        Percentiles.cell(report.latency().p999()),
        report.problems().isEmpty() ? "" : String.join("\n", report.problems()) + "\n");
  }

  private static void add(Table table, String name, Waits waits) {
    table.row(
        name,
        Long.toString(waits.count()),
        Percentiles.cell(waits.p50()),
        Percentiles.cell(waits.p99()),
        Percentiles.cell(waits.p999()),
        Percentiles.cell(waits.max()));
  }
}
