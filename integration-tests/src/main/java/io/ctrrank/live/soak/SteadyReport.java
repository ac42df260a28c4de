package io.ctrrank.live.soak;

import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.load.LoadReport;
import java.util.List;
import java.util.Locale;

/**
 * What nodes held while something went on for long.
 *
 * @param machine where
 * @param what went on
 * @param times how often it was done
 * @param load searches meanwhile
 * @param samples of all nodes
 * @param drifts of all nodes, between the second and the last quarter
 */
public record SteadyReport(
    Machine machine,
    String what,
    long times,
    LoadReport load,
    List<ResourceSamples.Sample> samples,
    List<Drift> drifts) {

  static SteadyReport of(
      String what, long times, LoadReport load, List<ResourceSamples.Sample> samples) {
    return new SteadyReport(
        Machine.describe(), what, times, load, samples, ResourceSamples.drifts(samples));
  }

  /** All figures for people. */
  public String toTable() {
    return ResourceSamples.table(samples)
        + "\n\n"
        + Drift.table(drifts)
        + String.format(
            Locale.ROOT,
            "%n%n  %s: %,d; %,d searches in %.0f s, %,d failed, %,d with mixed scales%n%s%n  %s",
            what,
            times,
            load.searches(),
            load.seconds(),
            load.failed(),
            load.mixed(),
            String.join("\n", load.problems()),
            machine);
  }
}
