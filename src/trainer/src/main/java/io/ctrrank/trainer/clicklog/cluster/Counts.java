package io.ctrrank.trainer.clicklog.cluster;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was written and what was left out, by what became of it. Not thread-safe. */
public final class Counts {
  /** What became of a document. */
  public enum Fate {
    /** An item of the catalogue. */
    ITEM("items"),
    /** An impression of the log. */
    IMPRESSION("impressions"),
    /** An impression that was clicked. */
    CLICK("clicked impressions"),
    /** An ad without an id, or with several. */
    ITEM_WITHOUT_ID("left out: ads without one id"),
    /** An ad that training would refuse. */
    ITEM_UNREADABLE("left out: ads with a line break in id or category, or a number that is none"),
    /** An ad whose id another one has. */
    ITEM_TWICE("left out: ads with an id that another ad has"),
    /** Has no query_id or object_id. */
    IMPRESSION_WITHOUT_IDS("left out: impressions without [query_id] or [object_id]"),
    /** Shown again in one search. */
    IMPRESSION_REPEATED("left out: impressions of an ad that the search showed already"),
    /** Somebody looked at an arm. */
    IMPRESSION_FORCED("left out: impressions of arms that the search asked for"),
    /** Of nobody. */
    IMPRESSION_WITHOUT_USER("left out: impressions without a user"),
    /** Of an ad that the index does not have any more. */
    IMPRESSION_OF_NO_ITEM("left out: impressions of ads that the index does not have"),
    /** Has no query_id or object_id. */
    CLICK_WITHOUT_IDS("left out: clicks without [query_id] or [object_id]"),
    /** Not the first one on its impression. */
    CLICK_REPEATED("left out: clicks on what was clicked already"),
    /** Too long after its impression. */
    CLICK_LATE("left out: clicks later than the time of attribution"),
    /** On an impression that was left out. */
    CLICK_LEFT_OUT("left out: clicks on impressions that were left out"),
    /** On nothing that the log has. */
    CLICK_WITHOUT_IMPRESSION("left out: clicks without an impression");

    private final String words;

    Fate(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private final Map<Fate, Long> counts = new LinkedHashMap<>();

  Counts() {
    for (Fate fate : Fate.values()) {
      counts.put(fate, 0L);
    }
  }

  void add(Fate fate) {
    add(fate, 1);
  }

  void add(Fate fate, long count) {
    counts.merge(fate, count, Long::sum);
  }

  /** How many came to this. */
  public long of(Fate fate) {
    return counts.getOrDefault(fate, 0L);
  }

  /** All counts in the order in which they are told. */
  public Map<Fate, Long> all() {
    return Collections.unmodifiableMap(counts);
  }
}
