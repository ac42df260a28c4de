package io.ctrrank.live.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineTest {
  @Test
  void through_exactLines_areThose_roundByRound() {
    Line line =
        Line.through(
            new double[] {50, 200, 1_000},
            List.of(
                Spread.of(new double[] {0.5 + 50 * 0.004, 1 + 50 * 0.002}),
                Spread.of(new double[] {0.5 + 200 * 0.004, 1 + 200 * 0.002}),
                Spread.of(new double[] {0.5 + 1_000 * 0.004, 1 + 1_000 * 0.002})));

    assertThat(line.start().all()).containsExactly(new double[] {0.5, 1}, within(1e-12));
    assertThat(line.slope().all()).containsExactly(new double[] {0.004, 0.002}, within(1e-12));
    assertThat(line.start().median()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void through_whatIsNotOnALine_hasTheLeastSquares() {
    Line line =
        Line.through(
            new double[] {0, 1, 2},
            List.of(
                Spread.of(new double[] {0}),
                Spread.of(new double[] {3}),
                Spread.of(new double[] {3})));

    assertThat(line.slope().median()).isCloseTo(1.5, within(1e-12));
    assertThat(line.start().median()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void through_onePlace_isRefused() {
    Spread one = Spread.of(new double[] {1});

    assertThatThrownBy(() -> Line.through(new double[] {5, 5}, List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two places or more");
  }
}
