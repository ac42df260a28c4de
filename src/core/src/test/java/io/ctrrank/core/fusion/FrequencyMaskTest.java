package io.ctrrank.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FrequencyMaskTest {
  private static final int ITEMS = 500;
  private final long[] exposures = new long[ITEMS];

  FrequencyMaskTest() {
    for (int i = 0; i < ITEMS; i++) {
      exposures[i] = 1 + 2000L / (1 + i);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void meanOverPositions_meetsTheRateAndEmpiricalRateIsWithinOnePercent(FrequencyMask.Mode mode) {
    FrequencyMask mask = FrequencyMask.fit(mode, 0.15, exposures, exposures, 3);
    double expected = 0;
    long total = 0;
    long hidden = 0;
    for (int item = 0; item < ITEMS; item++) {
      expected += exposures[item] * mask.probability(item);
      total += exposures[item];
      for (int draw = 0; draw < exposures[item] * 20; draw++) {
        hidden += mask.hides(item, draw % 7, draw / 7L, item % 50) ? 1 : 0;
      }
      assertThat(mask.probability(item)).isBetween(0.0, 0.5);
    }
    assertThat(expected / total).isCloseTo(0.15, within(1e-9));
    assertThat(hidden / (total * 20.0)).isCloseTo(0.15, within(0.01));
  }

  @Test
  void headMode_hidesFrequentItemsMoreAndTailModeLess() {
    FrequencyMask head = FrequencyMask.fit(FrequencyMask.Mode.HEAD, 0.15, exposures, exposures, 3);
    FrequencyMask tail = FrequencyMask.fit(FrequencyMask.Mode.TAIL, 0.15, exposures, exposures, 3);
    assertThat(head.probability(0)).isGreaterThan(head.probability(ITEMS - 1));
    assertThat(tail.probability(0)).isLessThan(tail.probability(ITEMS - 1));
  }

  @Test
  void noneMode_hidesNothing() {
    FrequencyMask none = FrequencyMask.fit(FrequencyMask.Mode.NONE, 0.15, exposures, exposures, 3);
    assertThat(none.hides(0, 0, 0, 0)).isFalse();
    assertThat(none.probability(0)).isZero();
  }

  @Test
  void draw_dependsOnlyOnSeedEpochSampleAndPosition() {
    FrequencyMask one = FrequencyMask.fit(FrequencyMask.Mode.UNIFORM, 0.5, exposures, exposures, 3);
    FrequencyMask two = FrequencyMask.fit(FrequencyMask.Mode.UNIFORM, 0.5, exposures, exposures, 3);
    int differentEpoch = 0;
    for (long sample = 0; sample < 200; sample++) {
      assertThat(one.hides(1, 4, sample, 2)).isEqualTo(two.hides(1, 4, sample, 2));
      differentEpoch += one.hides(1, 4, sample, 2) == one.hides(1, 5, sample, 2) ? 0 : 1;
    }
    assertThat(differentEpoch).isBetween(50, 150);
  }
}
