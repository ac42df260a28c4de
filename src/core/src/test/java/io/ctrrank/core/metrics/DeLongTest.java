package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class DeLongTest {

  @RepeatedTest(20)
  void randomScoresWithTies_equalTheDefinitionOverPairs() {
    long seed = new Random().nextLong();
    RandomRows rows = new RandomRows(seed, 4 + new Random(seed).nextInt(60), 5);
    double[] first = rows.scores(true);
    double[] second = rows.scores(false);

    DeLong test = DeLong.of(first, second, rows.clicks);

    double[][] a = overPairs(first, rows.clicks);
    double[][] b = overPairs(second, rows.clicks);
    double firstVariance = covariance(a, a);
    double secondVariance = covariance(b, b);
    double covariance = covariance(a, b);
    double difference =
        RandomRows.aucOverPairs(first, rows.clicks) - RandomRows.aucOverPairs(second, rows.clicks);
    double variance = firstVariance + secondVariance - 2 * covariance;
    assertThat(test.difference()).as("seed %d", seed).isCloseTo(difference, within(1e-12));
    assertThat(test.firstVariance()).as("seed %d", seed).isCloseTo(firstVariance, within(1e-12));
    assertThat(test.secondVariance()).as("seed %d", seed).isCloseTo(secondVariance, within(1e-12));
    assertThat(test.covariance()).as("seed %d", seed).isCloseTo(covariance, within(1e-12));
    assertThat(test.variance()).as("seed %d", seed).isCloseTo(variance, within(1e-12));
    if (variance > 1e-9) {
      double z = difference / Math.sqrt(variance);
      assertThat(test.z()).as("seed %d", seed).isCloseTo(z, within(1e-9));
      assertThat(test.p())
          .as("seed %d", seed)
          .isCloseTo(NormalDistributionTest.tailBySimpson(z), within(1e-9));
    }
  }

  @RepeatedTest(10)
  void severalRuns_equalTheDefinitionForTheMeanAuc() {
    long seed = new Random().nextLong();
    RandomRows rows = new RandomRows(seed, 40, 5);
    double[] one = rows.scores(true);
    double[] two = rows.scores(true);
    double[] other = rows.scores(false);

    DeLong test = DeLong.of(List.of(one, two), List.of(other), rows.clicks);

    double[][] placements = overPairs(one, rows.clicks);
    double[][] secondRun = overPairs(two, rows.clicks);
    for (int kind = 0; kind < 2; kind++) {
      for (int i = 0; i < placements[kind].length; i++) {
        placements[kind][i] = (placements[kind][i] + secondRun[kind][i]) / 2;
      }
    }
    assertThat(test.firstAuc())
        .as("seed %d", seed)
        .isCloseTo((Auc.of(one, rows.clicks) + Auc.of(two, rows.clicks)) / 2, within(1e-12));
    assertThat(test.firstVariance())
        .as("seed %d", seed)
        .isCloseTo(covariance(placements, placements), within(1e-12));
    assertThat(test.covariance())
        .as("seed %d", seed)
        .isCloseTo(covariance(placements, overPairs(other, rows.clicks)), within(1e-12));
  }

  /** Two equally good models: the p-value is below 0.05 in one of twenty samples, no more. */
  @Test
  void equallyGoodModels_areToldApartAsOftenAsTheLevelSays() {
    Random random = new Random(11);
    int rejected = 0;
    int samples = 1000;
    for (int sample = 0; sample < samples; sample++) {
      int rows = 120;
      boolean[] clicks = new boolean[rows];
      double[] first = new double[rows];
      double[] second = new double[rows];
      for (int row = 0; row < rows; row++) {
        clicks[row] = row % 3 == 0;
        double signal = (clicks[row] ? 1 : 0) + 0.5 * random.nextGaussian();
        first[row] = signal + random.nextGaussian();
        second[row] = signal + random.nextGaussian();
      }
      rejected += DeLong.of(first, second, clicks).p() < 0.05 ? 1 : 0;
    }
    // 50 expected, standard deviation 7.
    assertThat(rejected).isBetween(29, 71);
  }

  @Test
  void sameScores_haveNoDifferenceAndPOne() {
    RandomRows rows = new RandomRows(3, 50, 5);
    double[] scores = rows.scores(true);

    DeLong test = DeLong.of(scores, scores, rows.clicks);

    assertThat(test.z()).isZero();
    assertThat(test.p()).isEqualTo(1);
  }

  @Test
  void perfectAgainstConstant_hasNoVarianceAndPZero() {
    boolean[] clicks = {true, true, false, false};

    DeLong test = DeLong.of(new double[] {2, 2, 1, 1}, new double[] {1, 1, 1, 1}, clicks);

    assertThat(test.difference()).isEqualTo(0.5);
    assertThat(test.z()).isInfinite();
    assertThat(test.p()).isZero();
  }

  @Test
  void classWithOneRow_hasNoTest() {
    boolean[] clicks = {true, false, false};
    double[] scores = {3, 2, 1};

    assertThat(DeLong.of(scores, scores, clicks).firstAuc()).isEqualTo(1);
    assertThat(DeLong.of(scores, scores, clicks).p()).isNaN();
    assertThat(DeLong.of(scores, scores, new boolean[3]).p()).isNaN();
  }

  /**
   * Placements of clicks and of other rows, each by comparison with all rows of the other class.
   */
  private static double[][] overPairs(double[] scores, boolean[] clicks) {
    List<Double> ofClicks = new ArrayList<>();
    List<Double> ofOthers = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      int others = 0;
      for (int j = 0; j < scores.length; j++) {
        if (clicks[i] != clicks[j]) {
          others++;
          sum +=
              clicks[i]
                  ? RandomRows.kernel(scores[i], scores[j])
                  : RandomRows.kernel(scores[j], scores[i]);
        }
      }
      (clicks[i] ? ofClicks : ofOthers).add(sum / others);
    }
    return new double[][] {
      ofClicks.stream().mapToDouble(Double::doubleValue).toArray(),
      ofOthers.stream().mapToDouble(Double::doubleValue).toArray()
    };
  }

  private static double covariance(double[][] a, double[][] b) {
    double covariance = 0;
    for (int kind = 0; kind < 2; kind++) {
      int n = a[kind].length;
      double products = 0;
      double sumA = 0;
      double sumB = 0;
      for (int i = 0; i < n; i++) {
        products += a[kind][i] * b[kind][i];
        sumA += a[kind][i];
        sumB += b[kind][i];
      }
      covariance += (products - sumA * sumB / n) / (n - 1) / n;
    }
    return covariance;
  }
}
