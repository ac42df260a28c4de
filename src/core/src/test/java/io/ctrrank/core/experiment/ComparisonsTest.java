package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.experiment.Comparisons.Bootstrap;
import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.Holm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ComparisonsTest {
  private static final Bootstrap NONE = new Bootstrap(0, 1);
  private final SimulatedArm truth = new SimulatedArm(new SplittableRandom(11));

  @Test
  void everyMetricOfEveryArm_isComparedWithControl_inOrder() {
    Arm control = truth.draw("control", 300, 0, false);
    List<Arm> arms =
        List.of(truth.draw("b", 300, 0.5, false), control, truth.draw("c", 300, 0, false));

    List<ArmComparison> comparisons = Comparisons.of(arms, control, NONE, () -> {});

    assertThat(comparisons).hasSize(2 * RatioMetric.values().length);
    for (int i = 0; i < comparisons.size(); i++) {
      RatioMetric metric = RatioMetric.values()[i / 2];
      Arm arm = arms.get(i % 2 * 2);
      assertThat(comparisons.get(i).arm()).isEqualTo(arm.name());
      assertThat(comparisons.get(i).metric()).isEqualTo(metric);
      assertThat(comparisons.get(i).estimate()).isEqualTo(Lift.of(arm, control, metric));
      assertThat(comparisons.get(i).bootstrap()).isEmpty();
    }
    double[] adjusted = Holm.adjusted(new double[] {p(comparisons.get(0)), p(comparisons.get(1))});
    assertThat(comparisons.get(0).adjustedP()).contains(adjusted[0]);
    assertThat(comparisons.get(1).adjustedP()).contains(adjusted[1]);
  }

  @Test
  void armThatCannotBeCompared_doesNotCountForHolm() {
    Arm control = truth.draw("control", 300, 0, false);
    Arm arm = truth.draw("b", 300, 0.5, false);

    List<ArmComparison> comparisons =
        Comparisons.of(List.of(control, arm, new Arm("empty", 1, true)), control, NONE, () -> {});

    assertThat(comparisons.get(0).adjustedP()).contains(p(comparisons.get(0)));
    assertThat(comparisons.get(1).adjustedP()).isEmpty();
    assertThat(comparisons.get(1).estimate()).isInstanceOf(NotEnough.class);
  }

  @Test
  void armThatLosesMoney_isNotComparedByRevenue() {
    Arm control = truth.draw("control", 300, 0, true);
    Arm arm = truth.draw("b", 300, 0.5, true);
    arm.add(new UserResult(1, 1, -1e6, 0.2, 1));

    for (ArmComparison comparison :
        Comparisons.of(List.of(control, arm), control, new Bootstrap(50, 5), () -> {})) {
      boolean byRevenue =
          Set.of(RatioMetric.CPM, RatioMetric.REVENUE_PER_USER).contains(comparison.metric());
      assertThat(comparison.estimate() instanceof NotEnough).isEqualTo(byRevenue);
      assertThat(comparison.adjustedP().isEmpty()).isEqualTo(byRevenue);
      assertThat(comparison.bootstrap().isEmpty()).isEqualTo(byRevenue);
    }
  }

  /** Users drawn with replacement, by another program than the delta method, say the same. */
  @Test
  void bootstrap_agreesWithTheDeltaMethod() {
    Arm control = truth.draw("control", 1500, 0, true);
    List<Arm> arms = List.of(control, truth.draw("b", 1500, 0.2, true));

    for (ArmComparison comparison :
        Comparisons.of(arms, control, new Bootstrap(2000, 5), () -> {})) {
      Lift lift = (Lift) comparison.estimate();
      BootstrapDifference resampled = comparison.bootstrap().orElseThrow();
      double width = lift.high() - lift.low();
      assertThat(resampled.difference()).isCloseTo(lift.lift(), within(1e-12));
      assertThat(resampled.low()).isCloseTo(lift.low(), within(0.08 * width));
      assertThat(resampled.high()).isCloseTo(lift.high(), within(0.08 * width));
      assertThat(resampled.p()).isCloseTo(lift.p(), within(0.03));
    }
  }

  @Test
  void bootstrap_sameSeed_drawsTheSame() {
    Arm control = truth.draw("control", 100, 0, true);
    List<Arm> arms = List.of(control, truth.draw("b", 100, 0.2, true));

    assertThat(Comparisons.of(arms, control, new Bootstrap(50, 5), () -> {}))
        .isEqualTo(Comparisons.of(arms, control, new Bootstrap(50, 5), () -> {}))
        .isNotEqualTo(Comparisons.of(arms, control, new Bootstrap(50, 6), () -> {}));
  }

  @Test
  void bootstrap_canBeGivenUp() {
    Arm control = truth.draw("control", 100, 0, true);
    List<Integer> draws = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Comparisons.of(
                    List.of(control, truth.draw("b", 100, 0, true)),
                    control,
                    new Bootstrap(50, 5),
                    () -> {
                      draws.add(1);
                      if (draws.size() == 3) {
                        throw new IllegalStateException("enough");
                      }
                    }))
        .hasMessage("enough");
    assertThat(draws).hasSize(3);
  }

  private static double p(ArmComparison comparison) {
    return ((Lift) comparison.estimate()).p();
  }
}
