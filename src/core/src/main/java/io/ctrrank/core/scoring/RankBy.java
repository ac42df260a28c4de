package io.ctrrank.core.scoring;

import java.util.Arrays;
import java.util.Locale;

/** What hits are ordered by. */
public enum RankBy {
  /** Calibrated pCTR, a probability. */
  CTR,
  /** pCTR x bid, in the unit of the bid field: the expected revenue of one impression. */
  ECPM;

  /** Reads {@code ctr} or {@code ecpm}. */
  public static RankBy parse(String name) {
    for (RankBy rankBy : values()) {
      if (rankBy.toString().equals(name)) {
        return rankBy;
      }
    }
    throw new IllegalArgumentException(
        "[rank_by] is [" + name + "]; expected one of " + Arrays.toString(values()));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The Elasticsearch score of a hit, never negative and never NaN, as Lucene demands.
   *
   * @param pCtr calibrated click probability
   * @param bid bid of the item, read only by {@link #ECPM}; NaN (no bid), negative and infinite
   *     bids count as 0, so that such an item ranks last instead of failing the search
   */
  public float score(double pCtr, double bid) {
    if (this == CTR) {
      return (float) pCtr;
    }
    return Double.isFinite(bid) && bid > 0 ? (float) Math.min(pCtr * bid, Float.MAX_VALUE) : 0;
  }
}
