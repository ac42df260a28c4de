package io.ctrrank.trainer.kddcup;

import java.util.Arrays;

/**
 * A set of ids from 0 to 2^31 - 1 as bits in pages of 8 KiB, made when their first id comes. For
 * the ids of KDD Cup 2012, which run from 0 without large gaps, that is about a bit an id; 256 MiB
 * at most whatever the ids are. Not thread-safe.
 */
final class IdSet {
  private static final int PAGE_BITS = 16;
  private static final int PAGE_LONGS = 1 << (PAGE_BITS - 6);
  private static final long[] NO_PAGE = {};

  private final long[][] pages = new long[1 << (31 - PAGE_BITS)][];
  private long size;

  IdSet() {
    Arrays.fill(pages, NO_PAGE);
  }

  /** Adds an id. */
  void add(int id) {
    long[] page = pages[id >>> PAGE_BITS];
    if (page.length == 0) {
      page = new long[PAGE_LONGS];
      pages[id >>> PAGE_BITS] = page;
    }
    int word = (id >>> 6) & (PAGE_LONGS - 1);
    long with = page[word] | 1L << id;
    size += with == page[word] ? 0 : 1;
    page[word] = with;
  }

  /** Whether an id was added. */
  boolean holds(int id) {
    long[] page = pages[id >>> PAGE_BITS];
    return page.length > 0 && (page[(id >>> 6) & (PAGE_LONGS - 1)] & 1L << id) != 0;
  }

  /** Number of distinct ids. */
  long size() {
    return size;
  }
}
