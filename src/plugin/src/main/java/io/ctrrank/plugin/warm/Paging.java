package io.ctrrank.plugin.warm;

import org.elasticsearch.core.TimeValue;

/**
 * How items are read in pages.
 *
 * @param size items of a page
 * @param keep how long shards wait for whoever reads to want the next page
 */
record Paging(int size, TimeValue keep) {
  private static final int LARGEST = 128;
  private static final TimeValue WORK = TimeValue.timeValueMinutes(10);

  /** Elasticsearch's default bound on waits. */
  private static final TimeValue LONGEST = TimeValue.timeValueHours(24);

  /** Pages of a size, worked through without pauses. */
  static Paging of(int size) {
    return new Paging(size, WORK);
  }

  /**
   * Pages whose items take about a minute at a rate: shards wait for the whole page.
   *
   * @param itemsPerSecond may be infinite
   */
  static Paging at(double itemsPerSecond) {
    int size = (int) Math.max(1, Math.min(LARGEST, itemsPerSecond * 60));
    double seconds = WORK.seconds() + Math.ceil(size / itemsPerSecond);
    return new Paging(
        size, TimeValue.timeValueSeconds((long) Math.min(LONGEST.seconds(), seconds)));
  }
}
