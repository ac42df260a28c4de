package io.ctrrank.core.scoring;

import java.util.Arrays;
import java.util.Locale;

/** What hits are ordered by. */
public enum RankBy {
  /** Calibrated pCTR, a probability. */
  CTR,
  /** pCTR x bid, in the unit of the bid field: the expected revenue of one impression. */
  ECPM;

  private final String text = name().toLowerCase(Locale.ROOT);

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
    return text;
  }
}
