package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.metrics.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChiSquareDistributionTest {

  /** Abramowitz and Stegun, table 26.8, five or six digits: points by upper tail. */
  @ParameterizedTest
  @CsvSource({
    "3.84146, 1, 0.05",
    "6.63490, 1, 0.01",
    "10.8276, 1, 0.001",
    "0.0157908, 1, 0.9",
    "5.99146, 2, 0.05",
    "13.8155, 2, 0.001",
    "9.48773, 4, 0.05",
    "16.9190, 9, 0.05",
    "4.16816, 9, 0.9",
    "27.877, 9, 0.001",
    "18.3070, 10, 0.05",
    "43.7729, 30, 0.05",
    "124.342, 100, 0.05",
  })
  void upperTail_publishedPoints_giveTheirLevels(double x, int degrees, double level) {
    assertThat(ChiSquareDistribution.upperTail(x, degrees)).isCloseTo(level, within(1e-4 * level));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.3, 1, 2.9, 3.1, 8, 60, 700})
  void upperTail_twoDegrees_isExponential(double x) {
    assertThat(ChiSquareDistribution.upperTail(x, 2))
        .isCloseTo(Math.exp(-x / 2), within(1e-13 * Math.exp(-x / 2)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 1.7, 1.8, 3, 6, 9})
  void upperTail_oneDegree_isTheTailOfASquaredNormal(double z) {
    double tail = NormalDistribution.twoSidedTail(z);
    assertThat(ChiSquareDistribution.upperTail(z * z, 1)).isCloseTo(tail, within(1e-11 * tail));
  }

  @Test
  void upperTail_ends_areOneAndZero() {
    assertThat(ChiSquareDistribution.upperTail(0, 3)).isEqualTo(1);
    assertThat(ChiSquareDistribution.upperTail(Double.POSITIVE_INFINITY, 3)).isZero();
    assertThat(ChiSquareDistribution.upperTail(1e5, 3)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"NaN, 1", "-1, 1", "1, 0"})
  void upperTail_notAStatistic_isRefused(double x, int degrees) {
    assertThatThrownBy(() -> ChiSquareDistribution.upperTail(x, degrees))
        .hasMessageContaining("chi-square is [" + x + "] with [" + degrees + "] degrees");
  }
}
