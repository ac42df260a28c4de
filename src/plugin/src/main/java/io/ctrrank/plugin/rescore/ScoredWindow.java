package io.ctrrank.plugin.rescore;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.scoring.RankBy;

/**
 * The hits of a window and their scores. Immutable.
 *
 * @param candidates the hits
 * @param logits by row, before calibration
 * @param calibration from logits to pCTR
 * @param rankBy what the score is
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by the explanations of one search
record ScoredWindow(Candidates candidates, float[] logits, Calibration calibration, RankBy rankBy) {

  double pCtr(int row) {
    return calibration.pCtr(logits[row]);
  }

  float score(int row) {
    return rankBy.score(pCtr(row), candidates.bid(row));
  }
}
