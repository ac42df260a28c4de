package io.ctrrank.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PriorScoresTest {
  private static final double BASE_RATE = 0.4567;
  private static final ScoreFormula CTR = ScoreFormula.of(RankBy.CTR);
  private static final ScoreFormula ECPM = ScoreFormula.of(RankBy.ECPM);

  @Test
  void byCtr_tenThousandHits_keepTheOrderOfRecallJustBelowTheBaseRate() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    float[] firstPass = new float[10_000];
    for (int row = 0; row < firstPass.length; row++) {
      firstPass[row] = random.nextInt(500) / 10f;
    }

    float[] scores = PriorScores.of(CTR, BASE_RATE, nan(firstPass.length), firstPass);

    thenOrderIs(scores, firstPass, seed);
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    assertThat(sorted[sorted.length - 1]).isEqualTo((float) BASE_RATE);
    assertThat(sorted[0]).isGreaterThan((float) (BASE_RATE * 0.9987));
  }

  @Test
  void byEcpm_order_isThatOfTheBidsThenOfRecall() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int size : new int[] {1, 2, 50, 1_000, 10_000}) {
      double[] bids = new double[size];
      float[] firstPass = new float[size];
      for (int row = 0; row < size; row++) {
        // Bids of a few values, and such as differ by less than the epsilon.
        bids[row] =
            random.nextInt(3) == 0 ? 1 + 1e-7 * random.nextInt(50) : random.nextInt(20) / 10.0;
        firstPass[row] = random.nextInt(10);
      }

      float[] scores = PriorScores.of(ECPM, BASE_RATE, bids, firstPass);

      float mostDown = 0;
      for (int a = 0; a < size; a++) {
        float plain = ECPM.score(BASE_RATE, bids[a], firstPass[a]);
        assertThat(scores[a]).as("seed %d", seed).isBetween(0f, plain);
        mostDown = Math.max(mostDown, plain == 0 ? 0 : (plain - scores[a]) / plain);
        int b = random.nextInt(size);
        float other = ECPM.score(BASE_RATE, bids[b], firstPass[b]);
        boolean before =
            plain > other
                || (plain == other
                    && (firstPass[a] > firstPass[b] || (firstPass[a] == firstPass[b] && a < b)));
        if (before && plain > 0) {
          assertThat(scores[a]).as("seed %d", seed).isGreaterThan(scores[b]);
        }
      }
      assertThat(mostDown).as("seed %d", seed).isLessThan(0.0013f);
    }
  }

  @Test
  void differentScores_areLeftAsTheFormulaHasThem() {
    double[] bids = {1, 3, 2};

    float[] scores = PriorScores.of(ECPM, 0.5, bids, new float[] {9, 1, 5});

    assertThat(scores).containsExactly(0.5f, 1.5f, 1f);
  }

  @Test
  void equalScores_stepDownByOneUnitInTheLastPlace() {
    float[] scores = PriorScores.of(CTR, 0.5, nan(3), new float[] {1, 3, 2});

    assertThat(scores)
        .containsExactly(Math.nextDown(Math.nextDown(0.5f)), 0.5f, Math.nextDown(0.5f));
  }

  @Test
  void scoresOfZero_stayZero() {
    double[] bids = {Double.NaN, -1, 1e-300};

    assertThat(PriorScores.of(ECPM, 0.5, bids, new float[] {3, 2, 1})).containsExactly(0, 0, 0);
  }

  @Test
  void smallestScores_neverFallBelowZero() {
    double[] bids = {3e-45, 3e-45, 3e-45, 3e-45};

    assertThat(PriorScores.of(ECPM, 0.5, bids, new float[4]))
        .containsExactly(Float.MIN_VALUE, 0, 0, 0);
  }

  @Test
  void firstPassWeight_countsAsInPredictions() {
    ScoreFormula formula = new ScoreFormula(RankBy.CTR, 1, 1, 0);

    assertThat(PriorScores.of(formula, 0.5, nan(2), new float[] {4, 8})).containsExactly(2, 4);
  }

  @Test
  void emptyWindow_hasNoScores() {
    assertThat(PriorScores.of(CTR, 0.5, nan(0), new float[0])).isEmpty();
  }

  private static void thenOrderIs(float[] scores, float[] firstPass, long seed) {
    Integer[] byRecall = new Integer[scores.length];
    Arrays.setAll(byRecall, i -> i);
    Arrays.sort(byRecall, (a, b) -> Float.compare(firstPass[b], firstPass[a]));
    for (int i = 1; i < byRecall.length; i++) {
      assertThat(scores[byRecall[i]]).as("seed %d", seed).isLessThan(scores[byRecall[i - 1]]);
    }
  }

  private static double[] nan(int size) {
    double[] bids = new double[size];
    Arrays.fill(bids, Double.NaN);
    return bids;
  }
}
