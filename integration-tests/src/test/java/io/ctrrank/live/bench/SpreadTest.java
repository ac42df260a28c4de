package io.ctrrank.live.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void of_unsortedFigures_givesQuartiles() {
    Spread spread = Spread.of(new double[] {5, 1, 4, 2, 3});

    assertThat(spread.median()).isEqualTo(3);
    assertThat(spread.low()).isEqualTo(2);
    assertThat(spread.high()).isEqualTo(4);
    assertThat(spread.all()).containsExactly(5, 1, 4, 2, 3);
  }

  @Test
  void quantile_betweenFigures_interpolates() {
    assertThat(Spread.quantile(new double[] {10, 20}, 0.95)).isEqualTo(19.5);
    assertThat(Spread.quantile(new double[0], 0.5)).isNaN();
  }

  @Test
  void cpuBeyond_driftingRounds_isPairedByRound() {
    var baseline =
        new LatencyComparison.Measurement(
            "query", 1, 2, 2, Spread.of(new double[] {1, 2, 3}), Spread.of(new double[] {1, 2, 3}));
    var rescored =
        new LatencyComparison.Measurement(
            "rescore",
            2,
            3,
            3,
            Spread.of(new double[] {2, 3.5, 4}),
            Spread.of(new double[] {2, 3.5, 4}));

    assertThat(rescored.cpuBeyond(baseline).all()).containsExactly(1, 1.5, 1);
    assertThat(rescored.cpuBeyond(baseline).median()).isEqualTo(1);
  }

  @Test
  void medianAtMost_isThatOfTheSignTest() {
    double[] figures = IntStream.rangeClosed(1, 30).mapToDouble(i -> 31 - i).toArray();
    // Of 30 fair coins 20 or more show heads with a chance of 0.049, 19 or more with 0.100.
    assertThat(Spread.of(figures).medianAtMost()).isEqualTo(20);
    assertThat(Spread.of(new double[] {5, 1, 2, 3, 4}).medianAtMost()).isEqualTo(5);
    assertThat(Spread.of(new double[] {1, 2, 3, 4}).medianAtMost())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void medianAtMost_ofThousands_isJustAboveTheMedian() {
    double[] figures = IntStream.rangeClosed(1, 2_000).asDoubleStream().toArray();
    // Of 2,000 fair coins 1,037 or more show heads with a chance of 0.0513, 1,038 or more with
    // 0.047.
    assertThat(Spread.of(figures).medianAtMost()).isEqualTo(1_038);
  }
}
