package io.ctrrank.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScoringTest {
  @Test
  void plattScaling_isTheSigmoidOfALine() {
    assertThat(new Calibration(2, -1).pCtr(0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(Calibration.NONE.pCtr(0)).isEqualTo(0.5);
    assertThat(Calibration.NONE.pCtr(800)).isEqualTo(1);
    assertThat(Calibration.NONE.pCtr(-800)).isEqualTo(0);
  }

  @Test
  void logit_ofAProbability_isCalibratedToIt() {
    Calibration calibration = new Calibration(1.5, -0.25);
    for (double pCtr : new double[] {1e-9, 0.2, 0.999}) {
      assertThat(calibration.pCtr(calibration.logit(pCtr))).isCloseTo(pCtr, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void slopeThatBreaksTheOrder_isRefused(double slope) {
    assertThatThrownBy(() -> new Calibration(slope, 0)).hasMessageContaining("slope");
  }

  @Test
  void rankBy_parsesItsNamesOnly() {
    assertThat(RankBy.parse("ecpm")).isEqualTo(RankBy.ECPM);
    assertThatThrownBy(() -> RankBy.parse("CTR")).hasMessageContaining("[ctr, ecpm]");
  }
}
