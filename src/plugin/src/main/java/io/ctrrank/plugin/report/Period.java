package io.ctrrank.plugin.report;

import java.time.Duration;
import java.time.Instant;

/**
 * What time is reported, in milliseconds since the epoch.
 *
 * @param from first impressions
 * @param to impressions before this; with {@code from} itself nothing is reported, as right after a
 *     start
 * @param attribution a click that comes later than this after its impression does not count
 */
record Period(long from, long to, long attribution) {
  private static final Duration LONGEST = Duration.ofDays(3650);

  Period {
    if (from > to) {
      throw new IllegalArgumentException(
          "[from] is ["
              + Instant.ofEpochMilli(from)
              + "] and [to] is ["
              + Instant.ofEpochMilli(to)
              + "]; expected the earlier one first");
    }
    if (attribution <= 0 || attribution > LONGEST.toMillis()) {
      throw new IllegalArgumentException(
          "[attribution] is ["
              + attribution
              + "ms]; expected a time above 0, of at most ["
              + LONGEST.toDays()
              + "d]");
    }
  }

  boolean contains(long impression) {
    return from <= impression && impression < to;
  }

  /** Whether a click comes too late for its impression; clocks differ, it may seem to be before. */
  boolean isLate(long click, long impression) {
    return click - impression > attribution;
  }

  /** Clicks that may belong to an impression of this time come before this. */
  long lastClick() {
    return to + attribution;
  }

  /** Impressions that clicks since {@code from} may belong to came since this. */
  long firstImpression() {
    return from - attribution;
  }
}
