package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CalibrationTest {

  /** The simulation predicts what it draws from. */
  @Test
  void calibratedModel_hasOneInItsInterval_95TimesOf100() {
    SimulatedArm truth = new SimulatedArm(new SplittableRandom(4));
    int covered = 0;
    for (int run = 0; run < 500; run++) {
      Calibration found = (Calibration) Calibration.of(truth.draw("a", 300, 0, false));
      covered += found.low() <= 1 && 1 <= found.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(475 - 15, 475 + 15);
  }

  @Test
  void ratio_isPredictedOverObserved() {
    Arm arm = new Arm("a", 1, false);
    for (int user = 0; user < 20; user++) {
      arm.add(new UserResult(10, user % 3, 0, 1.5, user % 3));
    }
    Calibration found = (Calibration) Calibration.of(arm);
    assertThat(found.ratio()).isCloseTo(30.0 / 19, within(1e-12));
    assertThat(found.low()).isLessThan(found.ratio());
    assertThat(found.high()).isGreaterThan(found.ratio());
  }

  @Test
  void noClicks_areNotEnough() {
    Arm arm = new Arm("a", 1, false);
    for (int user = 0; user < 20; user++) {
      arm.add(new UserResult(10, 0, 0, 1.5, 0));
    }
    assertThat(Calibration.of(arm))
        .isEqualTo(
            new NotEnough(
                "arm [a] has [0] users with clicks on impressions with a pCTR; an interval needs"
                    + " [10]"));
  }

  @Test
  void impressionsThatNoModelScored_haveNoPart() {
    Arm all = new Arm("a", 1, false);
    Arm scored = new Arm("a", 1, false);
    for (int user = 0; user < 20; user++) {
      all.add(new UserResult(15, 2 + user % 3, 7, 1.5, user % 3));
      scored.add(new UserResult(10, user % 3, 0, 1.5, user % 3));
    }
    assertThat(Calibration.of(all)).isEqualTo(Calibration.of(scored));
  }

  @Test
  void armInTheOrderOfRecall_predictsNothing() {
    Arm arm = new Arm("a", 1, false);
    for (int user = 0; user < 20; user++) {
      arm.add(new UserResult(10, 3, 0, 0, 0));
    }
    assertThat(Calibration.of(arm))
        .isEqualTo(
            new NotEnough("arm [a] has [0] users with predicted clicks; an interval needs [10]"));
  }
}
