package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
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
  void unequalLengths_areRefused() {
    assertThatThrownBy(() -> ClickMetrics.of(new String[1], new double[2], new boolean[2]))
        .hasMessageContaining("[1, 2, 2]");
  }
}
