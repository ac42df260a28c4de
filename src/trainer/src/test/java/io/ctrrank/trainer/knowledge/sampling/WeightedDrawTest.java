package io.ctrrank.trainer.knowledge.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightedDrawTest {
  private static final double[] WEIGHTS = {1, 2, 3, 5, 9, 0.5};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void inclusionProbabilities_areThoseOfAllOrdersSummedUp(int size) {
    double[] exact = new double[WEIGHTS.length];
    sumUp(new BitSet(), 1, size, exact);

    double[] estimated =
        new WeightedDraw(WEIGHTS, size).inclusionProbabilities(new Random(5), 20_000);

    assertThat(Arrays.stream(exact).sum()).isCloseTo(size, within(1e-9));
    assertThat(estimated).containsExactly(exact, within(0.006));
  }

  /** Draws one by one in proportion to the weights left, through all orders. */
  private static void sumUp(BitSet drawn, double probability, int size, double[] inclusion) {
    if (drawn.cardinality() == size) {
      drawn.stream().forEach(unit -> inclusion[unit] += probability);
      return;
    }
    double left = 0;
    for (int unit = 0; unit < WEIGHTS.length; unit++) {
      left += drawn.get(unit) ? 0 : WEIGHTS[unit];
    }
    for (int unit = 0; unit < WEIGHTS.length; unit++) {
      if (!drawn.get(unit)) {
        drawn.set(unit);
        sumUp(drawn, probability * WEIGHTS[unit] / left, size, inclusion);
        drawn.clear(unit);
      }
    }
  }

  @Test
  void draw_repeated_hasTheEstimatedFrequencies() {
    WeightedDraw draw = new WeightedDraw(WEIGHTS, 2);
    double[] estimated = draw.inclusionProbabilities(new Random(1), 20_000);
    Random random = new Random(2);
    double[] counted = new double[WEIGHTS.length];
    int repeats = 40_000;
    for (int i = 0; i < repeats; i++) {
      int[] drawn = draw.draw(random);
      assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
      for (int unit : drawn) {
        counted[unit] += 1.0 / repeats;
      }
    }

    assertThat(counted).containsExactly(estimated, within(0.015));
  }

  @Test
  void inclusionProbabilities_allOrNone_areOneOrZero() {
    assertThat(new WeightedDraw(WEIGHTS, 6).inclusionProbabilities(new Random(1), 10))
        .containsOnly(1);
    assertThat(new WeightedDraw(WEIGHTS, 0).inclusionProbabilities(new Random(1), 10))
        .containsOnly(0);
  }
}
