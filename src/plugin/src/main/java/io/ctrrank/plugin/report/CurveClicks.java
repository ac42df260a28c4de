package io.ctrrank.plugin.report;

import java.util.HashMap;
import java.util.Map;

/** Clicks of each arm by the day of their impressions and by the bin of their pCTR. */
final class CurveClicks {
  static final long DAY = 24L * 60 * 60 * 1000;

  private final Map<Key, Long> counts = new HashMap<>();

  private record Key(boolean day, int arm, long number) {}

  /**
   * Counts a click.
   *
   * @param pCtr of its impression, NaN for none
   */
  void add(int arm, long impression, double pCtr) {
    counts.merge(new Key(true, arm, Math.floorDiv(impression, DAY)), 1L, Long::sum);
    if (!Double.isNaN(pCtr)) {
      counts.merge(new Key(false, arm, PctrBins.of(pCtr)), 1L, Long::sum);
    }
  }

  /** Clicks on impressions of the day, UTC, that starts at {@code start}. */
  long ofDay(int arm, long start) {
    return counts.getOrDefault(new Key(true, arm, Math.floorDiv(start, DAY)), 0L);
  }

  long ofBin(int arm, int bin) {
    return counts.getOrDefault(new Key(false, arm, bin), 0L);
  }
}
