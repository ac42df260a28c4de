package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class CalibrationCurveTest {

  @Test
  void bins_haveEqualMassAndTheMeansOfTheirRows() {
    CalibrationCurve curve =
        CalibrationCurve.of(
            new double[] {0.9, 0.1, 0.3, 0.7, 0.2},
            new boolean[] {true, false, true, false, false},
            2);

    assertThat(curve.bins()).hasSize(2);
    assertThat(curve.bins().get(0).rows()).isEqualTo(2);
    assertThat(curve.bins().get(0).predicted()).isCloseTo(0.15, within(1e-15));
    assertThat(curve.bins().get(0).observed()).isZero();
    assertThat(curve.bins().get(1).predicted()).isCloseTo(1.9 / 3, within(1e-15));
    assertThat(curve.bins().get(1).observed()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(curve.expectedCalibrationError())
        .isCloseTo((2 * 0.15 + 3 * (2 - 1.9) / 3) / 5, within(1e-15));
  }

  @Test
  void fewerRowsThanBins_giveOnePointARow() {
    assertThat(CalibrationCurve.of(new double[] {0.5, 0.6}, new boolean[2], 10).bins()).hasSize(2);
  }

  /** A tie over a bin's edge counts as it does on average when the tied rows are shuffled. */
  @RepeatedTest(5)
  void ties_equalTheMeanOverShuffledRows() {
    long seed = new Random().nextLong();
    RandomRows rows = new RandomRows(seed, 33, 3);
    double[] pCtr = rows.scores(true);
    CalibrationCurve curve = CalibrationCurve.of(pCtr, rows.clicks, 4);

    Random random = new Random(seed);
    double[] observed = new double[4];
    int shuffles = 20_000;
    for (int shuffle = 0; shuffle < shuffles; shuffle++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, pCtr.length).boxed().toList());
      Collections.shuffle(order, random);
      order.sort((a, b) -> Double.compare(pCtr[a], pCtr[b]));
      for (int bin = 0; bin < 4; bin++) {
        int from = pCtr.length * bin / 4;
        int to = pCtr.length * (bin + 1) / 4;
        for (int row : order.subList(from, to)) {
          observed[bin] += rows.clicks[row] ? 1.0 / (to - from) / shuffles : 0;
        }
      }
    }
    for (int bin = 0; bin < 4; bin++) {
      assertThat(curve.bins().get(bin).observed())
          .as("seed %d bin %d", seed, bin)
          .isCloseTo(observed[bin], within(0.01));
    }
  }

  @Test
  void constantAtTheBaseRate_isCalibratedWhateverTheOrderOfRows() {
    double[] pCtr = new double[100];
    boolean[] clicks = new boolean[100];
    for (int row = 0; row < 100; row++) {
      pCtr[row] = 0.3;
      clicks[row] = row < 30;
    }

    assertThat(CalibrationCurve.of(pCtr, clicks, 10).expectedCalibrationError())
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void mean_isThatOfEachPoint() {
    boolean[] clicks = {false, true};
    CalibrationCurve mean =
        CalibrationCurve.mean(
            List.of(
                CalibrationCurve.of(new double[] {0.2, 0.4}, clicks, 2),
                CalibrationCurve.of(new double[] {0.6, 0.2}, clicks, 2)));

    assertThat(mean.bins().get(0).predicted()).isCloseTo(0.2, within(1e-15));
    assertThat(mean.bins().get(0).observed()).isEqualTo(0.5);
    assertThat(mean.bins().get(1).predicted()).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void noBins_areRefused() {
    assertThatThrownBy(() -> CalibrationCurve.of(new double[2], new boolean[2], 0))
        .hasMessageContaining("has [0] bins over [2] predictions");
  }
}
