package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NormalDistributionTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1.6448536269514722, 0.1",
    "1.959963984540054, 0.05",
    "2.5758293035489004, 0.01",
    "3.2905267314919255, 0.001",
  })
  void twoSidedTail_knownQuantiles_giveTheirLevels(double z, double level) {
    assertThat(NormalDistribution.twoSidedTail(z)).isCloseTo(level, within(1e-13));
    assertThat(NormalDistribution.twoSidedTail(-z)).isCloseTo(level, within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 1.3, 2.0, 2.8284, 2.8285, 3.5, 5, 7})
  void twoSidedTail_equalsTheIntegralOfTheDensity(double z) {
    double integral = tailBySimpson(z);
    assertThat(NormalDistribution.twoSidedTail(z)).isCloseTo(integral, within(1e-11 * integral));
  }

  @Test
  void twoSidedTail_infiniteAndNaN_giveZeroAndNaN() {
    assertThat(NormalDistribution.twoSidedTail(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(NormalDistribution.twoSidedTail(Double.NaN)).isNaN();
  }

  /** Twice the integral of the density from |z| on, by Simpson's rule over 12 units. */
  static double tailBySimpson(double z) {
    int intervals = 20_000;
    double from = Math.abs(z);
    double width = 12.0 / intervals;
    double sum = 0;
    for (int i = 0; i <= intervals; i++) {
      double x = from + i * width;
      double weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-x * x / 2);
    }
    return 2 * sum * width / 3 / Math.sqrt(2 * Math.PI);
  }
}
