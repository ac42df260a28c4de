package io.ctrrank.core.scoring;

import static java.util.Objects.requireNonNull;

/**
 * The Elasticsearch score of a hit: pCTR, or pCTR^alpha x bid, times first-pass score^weight if a
 * weight is given. Scores are never negative, NaN or infinite, as Lucene demands, and never fall
 * when pCTR or bid rise. Immutable.
 *
 * @param rankBy what hits are ordered by
 * @param alpha exponent of pCTR, above 0 and at most 10; 1 unless ranking by eCPM. Below 1 it gives
 *     more weight to the bid, above 1 to the click; with another value than 1 the score is no
 *     revenue any more
 * @param firstPassWeight exponent of the first-pass score, 0 to 10; 0 leaves that score out
 * @param minEcpm the reserve: expected revenue pCTR x bid of one impression below which a hit is
 *     dropped, in the unit of the bid; 0, which drops nothing, unless ranking by eCPM
 */
public record ScoreFormula(RankBy rankBy, double alpha, double firstPassWeight, double minEcpm) {
  /** Greatest exponent of either kind. */
  public static final double MOST = 10;

  public ScoreFormula {
    requireNonNull(rankBy, "rankBy is null");
    if (!(alpha > 0 && alpha <= MOST)) {
      throw new IllegalArgumentException(
          "[alpha] is [" + alpha + "]; expected a number above 0 and at most 10");
    }
    if (!(firstPassWeight >= 0 && firstPassWeight <= MOST)) {
      throw new IllegalArgumentException(
          "[first_pass_weight] is [" + firstPassWeight + "]; expected a number from 0 to 10");
    }
    if (!(minEcpm >= 0 && minEcpm <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "[min_ecpm] is [" + minEcpm + "]; expected a number of 0 or more");
    }
    if (rankBy == RankBy.CTR && (alpha != 1 || minEcpm != 0)) {
      throw new IllegalArgumentException(
          "[alpha] is ["
              + alpha
              + "] and [min_ecpm] is ["
              + minEcpm
              + "] but [rank_by] is [ctr], which reads neither; leave them out, or rank by [ecpm]");
    }
    firstPassWeight += 0.0; // -0 is 0: records tell them apart
    minEcpm += 0.0;
  }

  /** The formula of {@code rankBy} with nothing added: pCTR, or pCTR x bid. */
  public static ScoreFormula of(RankBy rankBy) {
    return new ScoreFormula(rankBy, 1, 0, 0);
  }

  /**
   * The score of a hit.
   *
   * @param pCtr calibrated click probability; NaN counts as 0
   * @param bid bid of the item, read only by eCPM; NaN (no bid), negative and infinite bids count
   *     as 0, so that such an item ranks last instead of failing the search
   * @param firstPass score of recall, read only with a weight; NaN and negative ones count as 0
   */
  public float score(double pCtr, double bid, float firstPass) {
    double value = rankBy == RankBy.CTR ? pCtr : raised(pCtr) * usable(bid);
    if (!(value > 0)) {
      return 0;
    }
    if (firstPassWeight == 0) {
      return capped(value);
    }
    // Both factors are finite, or an infinite one would make NaN of one that underflowed.
    return firstPass > 0 ? capped(finite(value) * finite(Math.pow(firstPass, firstPassWeight))) : 0;
  }

  /** The expected revenue of one impression, pCTR x bid, whatever the score is made of. */
  public static double revenue(double pCtr, double bid) {
    return pCtr * usable(bid);
  }

  /** Whether there is a reserve, which some hit may not earn. */
  public boolean hasReserve() {
    return minEcpm > 0;
  }

  /** Whether the hit earns less than the reserve. */
  public boolean drops(double pCtr, double bid) {
    return hasReserve() && !(revenue(pCtr, bid) >= minEcpm);
  }

  /** The formula in words, for explanations: {@code pCTR^0.5 x bid x first-pass score^2.0}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("pCTR");
    if (alpha != 1) {
      text.append('^').append(alpha);
    }
    if (rankBy == RankBy.ECPM) {
      text.append(" x bid");
    }
    if (firstPassWeight > 0) {
      text.append(" x first-pass score");
      if (firstPassWeight != 1) {
        text.append('^').append(firstPassWeight);
      }
    }
    return text.toString();
  }

  private double raised(double pCtr) {
    return alpha == 1 ? pCtr : Math.pow(pCtr, alpha);
  }

  private static double usable(double bid) {
    return bid > 0 && bid <= Double.MAX_VALUE ? bid : 0;
  }

  private static double finite(double value) {
    return Math.min(value, Double.MAX_VALUE);
  }

  private static float capped(double value) {
    return (float) Math.min(value, Float.MAX_VALUE);
  }
}
