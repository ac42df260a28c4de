package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What hangs on the number of a step or an epoch. */
final class SchedulesTest {
  @Test
  void pace_risesToAll_thenFallsAndNeverStops() {
    double[] paces = LongStream.rangeClosed(1, 1_000).mapToDouble(s -> pace(s, 1_000)).toArray();

    assertThat(paces[0]).isCloseTo(1 / 80.0, within(1e-9));
    assertThat(paces[79]).isCloseTo(1, within(1e-9));
    for (int i = 1; i < paces.length; i++) {
      assertThat(paces[i]).matches(i < 80 ? rises(paces[i - 1]) : falls(paces[i - 1]));
    }
    assertThat(paces[999]).isPositive().isLessThan(0.002);
  }

  @Test
  void pace_fewSteps_isBetweenNothingAndAll() {
    for (long last = 1; last < 30; last++) {
      for (long step = 1; step <= last; step++) {
        assertThat(pace(step, last)).isGreaterThan(0).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void orderSeed_otherSeedsAndEpochs_areAllOthers() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (int epoch = 0; epoch < 50; epoch++) {
        seeds.add(TrainingLoop.orderSeed(seed, epoch));
      }
    }
    assertThat(seeds).hasSize(20 * 50);
  }

  private static double pace(long step, long last) {
    return StudentState.pace(step, last);
  }

  private static Predicate<Double> rises(double before) {
    return pace -> pace > before;
  }

  private static Predicate<Double> falls(double before) {
    return pace -> pace < before;
  }
}
