package io.ctrrank.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.scoring.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlattScalingTest {

  @Test
  void fit_logitsOfAKnownScale_findsItAgain() {
    long seed = System.nanoTime();
    System.out.println("platt seed " + seed);
    Random random = new Random(seed);
    double[] logits = new double[200_000];
    boolean[] clicks = new boolean[logits.length];
    for (int row = 0; row < logits.length; row++) {
      logits[row] = 3 * random.nextGaussian();
      clicks[row] = random.nextDouble() < 1 / (1 + Math.exp(-(0.5 * logits[row] - 0.7)));
    }

    Calibration calibration = PlattScaling.fit(logits, clicks, note -> {});

    assertThat(calibration.slope()).isCloseTo(0.5, within(0.02));
    assertThat(calibration.intercept()).isCloseTo(-0.7, within(0.03));
    double[] pCtr = Arrays.stream(logits).map(calibration::pCtr).toArray();
    ClickMetrics metrics =
        ClickMetrics.of(
            Arrays.stream(pCtr).mapToObj(p -> "u").toArray(String[]::new), pCtr, clicks);
    assertThat(metrics.predictedOverObserved()).isCloseTo(1, within(1e-3));
    assertThat(metrics.expectedCalibrationError()).isLessThan(0.02);
  }

  @Test
  void fit_overconfidentLogits_lowersTheLoss() {
    double[] logits = {90, 80, -70, 60, -50, -95, 85, -65};
    boolean[] clicks = {true, true, false, false, true, false, true, false};

    Calibration calibration = PlattScaling.fit(logits, clicks, note -> {});

    assertThat(calibration.slope()).isBetween(0.0, 0.1);
  }

  @Test
  void fit_separableClasses_staysFinite() {
    Calibration calibration =
        PlattScaling.fit(
            new double[] {-2, -1, 1, 2}, new boolean[] {false, false, true, true}, note -> {});

    assertThat(calibration.slope()).isBetween(0.1, 10.0);
  }

  @Test
  void fit_logitsThatFallWithClicks_isByTheInterceptAloneAndTold() {
    double[] logits = {-2, -1, 1, 2, 2};
    boolean[] clicks = {true, true, false, false, false};
    List<String> told = new ArrayList<>();

    Calibration calibration = PlattScaling.fit(logits, clicks, told::add);

    assertThat(calibration.slope()).isEqualTo(1e-3);
    double mean = Arrays.stream(logits).map(calibration::pCtr).average().orElseThrow();
    // Platt's targets: (2 + 1) / (2 + 2) and 1 / (3 + 2).
    assertThat(mean).isCloseTo((2 * 0.75 + 3 * 0.2) / 5, within(1e-9));
    assertThat(told)
        .singleElement()
        .asString()
        .contains("expected above [0]")
        .contains("calibrated by the intercept alone; train longer");
  }

  @Test
  void fit_logitsThatAreNoNumbers_isRefused() {
    assertThatThrownBy(
            () ->
                PlattScaling.fit(
                    new double[] {Double.NaN, 1}, new boolean[] {true, false}, note -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected finite numbers");
  }

  @Test
  void fit_oneClass_isRefused() {
    assertThatThrownBy(
            () -> PlattScaling.fit(new double[] {1, 2}, new boolean[] {true, true}, note -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "calibration has [2] rows with [2] clicks; expected both clicks and non-clicks; use"
                + " more validation data");
  }
}
