package io.ctrrank.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void of_oddCount_hasTheMiddleOneAsMedian() {
    assertThat(Spread.of(new int[] {9, 1, 2})).isEqualTo(new Spread(4, 2, 9));
  }

  @Test
  void of_evenCount_hasTheMeanOfTheMiddleTwoAsMedian() {
    assertThat(Spread.of(new int[] {9, 1, 2, 4})).isEqualTo(new Spread(4, 3, 9));
  }

  @Test
  void of_largeNumbers_doesNotOverflow() {
    int most = Integer.MAX_VALUE;

    assertThat(Spread.of(new int[] {most, most})).isEqualTo(new Spread(most, most, most));
  }

  @Test
  void of_nothing_isUndefined() {
    assertThat(Spread.of(new int[0])).isEqualTo(new Spread(Double.NaN, Double.NaN, 0));
  }

  @Test
  void of_array_leavesItAsItIs() {
    int[] values = {3, 1, 2};

    Spread.of(values);

    assertThat(values).containsExactly(3, 1, 2);
  }
}
