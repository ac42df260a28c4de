package io.ctrrank.live.bench;

import io.ctrrank.live.bench.LatencyComparison.Measurement;
import io.ctrrank.live.bench.LatencyComparison.Plan;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.report.Table;
import java.util.List;
import java.util.Locale;

/**
 * The outcome of a comparison, for people and for machines.
 *
 * @param machine where it was measured
 * @param plan how much was measured
 * @param measurements one for each variant, the baseline first
 */
public record LatencyReport(Machine machine, Plan plan, List<Measurement> measurements) {
  public LatencyReport {
    measurements = List.copyOf(measurements);
  }

  /** Node CPU per request beyond the baseline's, in ms. */
  public Spread cpuBeyondBaseline(int variant) {
    return cpuBeyond(variant, 0);
  }

  /** Node CPU per request of one variant beyond that of another, in ms, round by round. */
  public Spread cpuBeyond(int variant, int other) {
    return measurements.get(variant).cpuBeyond(measurements.get(other));
  }

  /** Heap that a request takes beyond one of the baseline, in KiB, medians over rounds. */
  public double allocatedBeyondBaseline(int variant) {
    return measurements.get(variant).allocated().median()
        - measurements.getFirst().allocated().median();
  }

  /** All figures as JSON. */
  public String toJson() {
    return JsonFile.of(this);
  }

  /** All figures as a table, with what they were measured on. */
  public String toTable() {
    Table table =
        new Table(
            "variant",
            ">p50 ms",
            ">p95 ms",
            ">p99 ms",
            ">node CPU ms",
            ">(quartiles)",
            ">added CPU ms",
            ">(quartiles)",
            ">added KiB");
    for (int i = 0; i < measurements.size(); i++) {
      Measurement measurement = measurements.get(i);
      Spread added = cpuBeyondBaseline(i);
      table.row(
          measurement.variant(),
          number(measurement.p50()),
          number(measurement.p95()),
          number(measurement.p99()),
          number(measurement.cpu().median()),
          range(measurement.cpu()),
          i == 0 ? "" : number(added.median()),
          i == 0 ? "" : range(added),
          i == 0 || plan.heapRounds() == 0
              ? ""
              : Long.toString(Math.round(allocatedBeyondBaseline(i))));
    }
    return table
        + String.format(
            Locale.ROOT,
            "%n  %d interleaved rounds of %d requests each by %d client(s), after %d rounds to warm up; %s",
            plan.rounds(),
            plan.block(),
            plan.clients(),
            plan.warmup(),
            machine);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String range(Spread spread) {
    return String.format(Locale.ROOT, "%.2f..%.2f", spread.low(), spread.high());
  }
}
