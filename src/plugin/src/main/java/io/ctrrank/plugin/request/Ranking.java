package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import java.util.Optional;

/**
 * How hits are scored.
 *
 * @param formula from pCTR, bid and first-pass score to the score
 * @param bidField index field of the bid, there exactly when ranking by eCPM
 */
public record Ranking(ScoreFormula formula, Optional<String> bidField) {
  /** By pCTR alone. */
  public static final Ranking BY_CTR = new Ranking(ScoreFormula.of(RankBy.CTR), Optional.empty());

  public Ranking {
    requireNonNull(formula, "formula is null");
    if (formula.rankBy() == RankBy.ECPM && bidField.isEmpty()) {
      throw new IllegalArgumentException(
          "[rank_by] is [ecpm] but [bid_field] is missing; name the index field that holds the"
              + " bid, or rank by [ctr]");
    }
    if (formula.rankBy() == RankBy.CTR && bidField.isPresent()) {
      throw new IllegalArgumentException(
          "[bid_field] is ["
              + bidField.get()
              + "] but [rank_by] is [ctr], which reads no bid; leave it out, or rank by [ecpm]");
    }
  }

  /** By pCTR x bid. */
  public static Ranking byEcpm(String bidField) {
    return new Ranking(ScoreFormula.of(RankBy.ECPM), Optional.of(bidField));
  }
}
