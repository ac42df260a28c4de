package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class AucTest {
  @Test
  void separatedClasses_giveOne() {
    assertThat(Auc.of(new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true}))
        .isEqualTo(1);
  }

  @Test
  void allTied_giveOneHalf() {
    assertThat(Auc.of(new double[] {1, 1, 1}, new boolean[] {true, false, false})).isEqualTo(0.5);
  }

  @Test
  void oneClass_hasNoAuc() {
    assertThat(Auc.of(new double[] {1, 2}, new boolean[] {true, true})).isNaN();
  }

  @Test
  void nanScore_isRefusedWithItsRow() {
    assertThatThrownBy(() -> Auc.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row [1]");
  }

  @RepeatedTest(20)
  void randomScoresWithTies_equalBruteForceOverPairs() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int rows = 2 + random.nextInt(60);
    double[] scores = new double[rows];
    boolean[] clicks = new boolean[rows];
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = random.nextInt(8);
      clicks[i] = i < 2 ? i == 0 : random.nextBoolean();
      weights[i] = 1 + random.nextInt(3);
    }
    assertThat(Auc.of(scores, clicks, weights))
        .as("seed %d", seed)
        .isCloseTo(bruteForce(scores, clicks, weights), within(1e-12));
  }

  private static double bruteForce(double[] scores, boolean[] clicks, double[] weights) {
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (clicks[i] && !clicks[j]) {
          double weight = weights[i] * weights[j];
          pairs += weight;
          won += weight * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
        }
      }
    }
    return won / pairs;
  }
}
