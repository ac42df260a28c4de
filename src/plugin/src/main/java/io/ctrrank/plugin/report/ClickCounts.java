package io.ctrrank.plugin.report;

import java.util.EnumMap;
import java.util.Map;

/** What became of the clicks in the log. Not thread-safe. */
final class ClickCounts {
  /** Fate of a click. */
  enum Fate {
    /** Counts for a user of the report. */
    COUNTED,
    /** Another click on the same impression came earlier. */
    REPEATED,
    /** Names no query or no object. */
    WITHOUT_IDS,
    /** No impression of that query and object is in the log. */
    WITHOUT_IMPRESSION,
    /** The client's searches are not to be in the log: it is in no arm, or not in the sample. */
    NOT_LOGGED,
    /** The impression was outside the time that is reported. */
    OUTSIDE_PERIOD,
    /** The impression was of another experiment, or of none. */
    OTHER_EXPERIMENT,
    /** The impression was of an arm that the report does not have. */
    OTHER_ARM,
    /** The impression's arm was forced. */
    FORCED,
    /** The search had the order of recall, whatever its arm. */
    SHADOW,
    /** The impression has no user. */
    WITHOUT_USER,
    /** Came later than the attribution allows. */
    LATE,
    /** The user was seen in several arms. */
    USER_IN_SEVERAL_ARMS
  }

  private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);
  private long ambiguous;

  void add(Fate fate, long clicks) {
    counts.merge(fate, clicks, Long::sum);
  }

  /** Counts a click that counts for one of several impressions, and may be on another. */
  void addAmbiguous() {
    ambiguous++;
  }

  /** Clicks that count, each for the first of the impressions it may be on. */
  long ambiguous() {
    return ambiguous;
  }

  /** Whether there was no click at all. */
  boolean isEmpty() {
    return counts.values().stream().mapToLong(Long::longValue).sum() == 0;
  }

  long of(Fate fate) {
    return counts.getOrDefault(fate, 0L);
  }
}
