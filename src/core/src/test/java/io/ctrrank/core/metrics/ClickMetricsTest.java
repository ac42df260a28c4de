package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class ClickMetricsTest {
  @Test
  void baseRatePrediction_hasNormalizedEntropyOneAndIsCalibrated() {
    int rows = 1000;
    boolean[] clicks = new boolean[rows];
    double[] pCtr = new double[rows];
    String[] users = new String[rows];
    Arrays.fill(users, "u");
    Arrays.fill(pCtr, 0.3);
    for (int i = 0; i < 300; i++) {
      clicks[i] = true;
    }
    ClickMetrics metrics = ClickMetrics.of(users, pCtr, clicks);
    assertThat(metrics.normalizedEntropy()).isCloseTo(1, within(1e-12));
    assertThat(metrics.predictedOverObserved()).isCloseTo(1, within(1e-12));
    assertThat(metrics.auc()).isEqualTo(0.5);
    assertThat(metrics.logLoss())
        .isCloseTo(-(0.3 * Math.log(0.3) + 0.7 * Math.log(0.7)), within(1e-12));
  }

  @Test
  void calibratedPredictions_haveSmallCalibrationErrorAndShiftedOnesLarge() {
    long seed = 17;
    Random random = new Random(seed);
    int rows = 50_000;
    boolean[] clicks = new boolean[rows];
    double[] pCtr = new double[rows];
    double[] shifted = new double[rows];
    String[] users = new String[rows];
    for (int i = 0; i < rows; i++) {
      users[i] = "u" + random.nextInt(50);
      pCtr[i] = random.nextDouble();
      shifted[i] = pCtr[i] * 0.8;
      clicks[i] = random.nextDouble() < pCtr[i];
    }
    assertThat(ClickMetrics.of(users, pCtr, clicks).expectedCalibrationError()).isLessThan(0.02);
    assertThat(ClickMetrics.of(users, shifted, clicks).expectedCalibrationError())
        .isCloseTo(0.1, within(0.02));
  }

  @Test
  void calibrationError_isTheMeanOverTenBins_whatEvensOutCountsToo() {
    // Ten rows of each of ten predictions: too low by 0.1 in every other bin, too high by it in the
    // rest, so that all of them together are calibrated.
    int bins = 10;
    boolean[] clicks = new boolean[bins * bins];
    double[] pCtr = new double[bins * bins];
    String[] users = new String[bins * bins];
    Arrays.fill(users, "u");
    for (int bin = 0; bin < bins; bin++) {
      int clicked = bin % 2 == 0 ? bin + 1 : bin - 1;
      for (int i = 0; i < bins; i++) {
        pCtr[bin * bins + i] = bin / 10.0;
        clicks[bin * bins + i] = i < clicked;
      }
    }

    ClickMetrics metrics = ClickMetrics.of(users, pCtr, clicks);

    assertThat(metrics.predictedOverObserved()).isCloseTo(1, within(1e-12));
    assertThat(metrics.expectedCalibrationError()).isCloseTo(0.1, within(1e-12));
  }

  @RepeatedTest(20)
  void randomPredictionsWithTies_equalTheDefinitions() {
    long seed = new Random().nextLong();
    RandomRows rows = new RandomRows(seed, 70, 8);
    double[] pCtr = rows.scores(true);

    ClickMetrics metrics = ClickMetrics.of(rows.users, pCtr, rows.clicks);

    double clicks = 0;
    double predicted = 0;
    double likelihood = 1;
    for (int i = 0; i < pCtr.length; i++) {
      clicks += rows.clicks[i] ? 1 : 0;
      predicted += pCtr[i];
      likelihood *= rows.clicks[i] ? pCtr[i] : 1 - pCtr[i];
    }
    double rate = clicks / pCtr.length;
    double constant = Math.pow(rate, clicks) * Math.pow(1 - rate, pCtr.length - clicks);
    assertThat(metrics.auc())
        .as("seed %d", seed)
        .isCloseTo(RandomRows.aucOverPairs(pCtr, rows.clicks), within(1e-12));
    assertThat(metrics.gauc())
        .as("seed %d", seed)
        .isCloseTo(RandomRows.gaucOverPairs(rows.users, pCtr, rows.clicks), within(1e-12));
    assertThat(metrics.logLoss())
        .as("seed %d", seed)
        .isCloseTo(-Math.log(likelihood) / pCtr.length, within(1e-9));
    assertThat(metrics.normalizedEntropy())
        .as("seed %d", seed)
        .isCloseTo(Math.log(likelihood) / Math.log(constant), within(1e-9));
    assertThat(metrics.predictedOverObserved())
        .as("seed %d", seed)
        .isCloseTo(predicted / clicks, within(1e-12));
  }

  @Test
  void noClicks_leaveWhatNeedsThemNaN() {
    ClickMetrics metrics =
        ClickMetrics.of(new String[] {"a", "a"}, new double[] {0.2, 0.4}, new boolean[2]);
    assertThat(metrics.auc()).isNaN();
    assertThat(metrics.gauc()).isNaN();
    assertThat(metrics.normalizedEntropy()).isNaN();
    assertThat(metrics.predictedOverObserved()).isNaN();
    assertThat(metrics.gaucCoverage()).isZero();
    assertThat(metrics.expectedCalibrationError()).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void unequalLengths_areRefused() {
    assertThatThrownBy(() -> ClickMetrics.of(new String[1], new double[2], new boolean[2]))
        .hasMessageContaining("[1, 2, 2]");
  }
}
