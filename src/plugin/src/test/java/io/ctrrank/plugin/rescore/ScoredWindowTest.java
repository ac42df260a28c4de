package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.runtime.testing.BundleFixtures;
import org.apache.lucene.search.ScoreDoc;
import org.junit.jupiter.api.Test;

final class ScoredWindowTest {
  private static final ScoreFormula ECPM = ScoreFormula.of(RankBy.ECPM);

  @Test
  void predictedWindow_scoresByTheFormulaRowByRow() {
    ScoreFormula formula = new ScoreFormula(RankBy.ECPM, 2, 1, 0.4);

    ScoredWindow window =
        ScoredWindow.predicted(
            candidates(2, 0.5), new float[] {3, 5}, formula, new float[2], Calibration.NONE);

    assertThat(window.pCtr(0)).isEqualTo(0.5);
    assertThat(window.score(0)).isEqualTo(0.25f * 2 * 3);
    assertThat(window.score(1)).isEqualTo(0.25f * 0.5f * 5);
    assertThat(window.firstPass(1)).isEqualTo(5);
    assertThat(window.revenue(0)).isEqualTo(1);
    assertThat(window.drops(0)).isFalse();
    assertThat(window.drops(1)).isTrue();
    assertThat(window.degradation()).isEmpty();
  }

  @Test
  void priorWindow_scoresByTheBaseRateAndSaysWhy() {
    ScoredWindow window =
        ScoredWindow.prior(
            candidates(2, 3, 2), new float[] {1, 1, 9}, ECPM, 0.25, Degradation.INFERENCE_BUSY);

    assertThat(window.degradation()).hasValue(Degradation.INFERENCE_BUSY);
    assertThat(window.pCtr(1)).isEqualTo(0.25);
    assertThat(window.score(1)).isEqualTo(0.75f);
    assertThat(window.score(2)).as("first in recall").isEqualTo(0.5f);
    assertThat(window.score(0)).as("a unit in the last place below").isEqualTo(Math.nextDown(0.5f));
  }

  @Test
  void priorWindow_reserveDropsByTheBaseRate() {
    ScoreFormula formula = new ScoreFormula(RankBy.ECPM, 1, 0, 0.6);

    ScoredWindow window =
        ScoredWindow.prior(
            candidates(2, 3), new float[2], formula, 0.25, Degradation.INFERENCE_FAILED);

    assertThat(window.drops(0)).isTrue();
    assertThat(window.drops(1)).isFalse();
  }

  @Test
  void recalledHits_areInTheOrderOfDocumentsWithTheirScores() {
    ScoreDoc[] hits = {new ScoreDoc(7, 3f), new ScoreDoc(2, 2f), new ScoreDoc(5, 1f)};

    RecalledHits recalled = RecalledHits.of(hits);

    assertThat(recalled.docs()).containsExactly(2, 5, 7);
    assertThat(recalled.scores()).containsExactly(2, 1, 3);
    assertThat(hits[0].doc).as("the hits themselves stay as they are").isEqualTo(7);
  }

  private static Candidates candidates(double... bids) {
    int[] docs = new int[bids.length];
    for (int row = 0; row < docs.length; row++) {
      docs[row] = row;
    }
    Candidates candidates =
        new Candidates(Models.manifest(BundleFixtures.din("din")).schema(), docs);
    for (int row = 0; row < bids.length; row++) {
      candidates.setBid(row, bids[row]);
    }
    return candidates;
  }
}
