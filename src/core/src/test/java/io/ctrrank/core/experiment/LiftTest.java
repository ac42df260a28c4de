package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LiftTest {
  private static final long SEED = 7;
  private static final int RUNS = 1000;
  private static final int USERS = 400;

  /** Standard deviations of a binomial count that a run of a thousand may be away from its mean. */
  private static final double AWAY = 3.3;

  @ParameterizedTest
  @EnumSource(RatioMetric.class)
  void equalArms_areFoundDifferent_asOftenAsAlphaSays(RatioMetric metric) {
    SimulatedArm truth = new SimulatedArm(new SplittableRandom(SEED));
    int found = 0;
    for (int run = 0; run < RUNS; run++) {
      Estimate estimate =
          Lift.of(truth.draw("b", USERS, 0, false), truth.draw("a", 2 * USERS, 0, false), metric);
      found += lift(estimate).p() < 0.05 ? 1 : 0;
    }
    assertThat(found).as("of %d runs", RUNS).isBetween(around(0.05, -AWAY), around(0.05, AWAY));
  }

  /** With 95 % intervals, 93 of 100 is the least that is asked for. */
  @ParameterizedTest
  @CsvSource({"CTR, 0.2", "CPM, 0.2", "REVENUE_PER_USER, -0.3", "CTR, 0", "CPM, 1.0"})
  void interval_holdsTheTrueLift_95TimesOf100(RatioMetric metric, double lift) {
    SimulatedArm truth = new SimulatedArm(new SplittableRandom(SEED));
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
      Lift found =
          lift(
              Lift.of(
                  truth.draw("b", USERS, lift, false), truth.draw("a", USERS, 0, false), metric));
      covered += found.low() <= lift && lift <= found.high() ? 1 : 0;
    }
    assertThat(covered)
        .as("of %d runs", RUNS)
        .isBetween(around(0.95, -AWAY), around(0.95, AWAY))
        .isGreaterThanOrEqualTo(RUNS * 93 / 100);
  }

  @Test
  void lift_isTheRatioOfTheRatios_andBothOrdersAgree() {
    SimulatedArm truth = new SimulatedArm(new SplittableRandom(SEED));
    Arm a = truth.draw("a", USERS, 0, false);
    Arm b = truth.draw("b", USERS, 0.1, false);

    Lift forward = lift(Lift.of(b, a, RatioMetric.CTR));
    Lift backward = lift(Lift.of(a, b, RatioMetric.CTR));

    double ratio =
        (double) b.totals().clicks()
            / b.totals().impressions()
            / ((double) a.totals().clicks() / a.totals().impressions());
    assertThat(forward.lift()).isCloseTo(ratio - 1, within(1e-12));
    assertThat(1 + backward.lift()).isCloseTo(1 / ratio, within(1e-12));
    assertThat(1 + backward.low()).isCloseTo(1 / (1 + forward.high()), within(1e-12));
    assertThat(backward.p()).isCloseTo(forward.p(), within(1e-12));
  }

  /** With one impression a user, the delta method is Katz's interval of a ratio of proportions. */
  @Test
  void oneImpressionAUser_givesKatzInterval() {
    Arm a = proportion("a", 200, 30);
    Arm b = proportion("b", 100, 27);

    Lift lift = lift(Lift.of(b, a, RatioMetric.CTR));

    // 1/27 - 1/100 + 1/30 - 1/200, with n - 1 below in the samples' variances.
    double variance = (1.0 / 27 - 0.01) * 100 / 99 + (1.0 / 30 - 0.005) * 200 / 199;
    double log = Math.log(0.27 / 0.15);
    assertThat(lift.lift()).isCloseTo(0.8, within(1e-12));
    assertThat(lift.low())
        .isCloseTo(Math.exp(log - 1.959963984540054 * Math.sqrt(variance)) - 1, within(1e-12));
    assertThat(lift.high())
        .isCloseTo(Math.exp(log + 1.959963984540054 * Math.sqrt(variance)) - 1, within(1e-12));
  }

  @Test
  void noUsersWithClicks_areNotEnough() {
    Arm a = proportion("a", 100, 30);
    assertThat(Lift.of(proportion("b", 100, 0), a, RatioMetric.CTR))
        .isEqualTo(new NotEnough("arm [b] has [0] users with clicks; an interval needs [10]"));
    assertThat(Lift.of(a, proportion("b", 100, 9), RatioMetric.CTR))
        .isEqualTo(new NotEnough("arm [b] has [9] users with clicks; an interval needs [10]"));
  }

  @Test
  void emptyArmAndOneUser_areNotEnough() {
    Arm a = proportion("a", 100, 30);
    assertThat(Lift.of(proportion("b", 0, 0), a, RatioMetric.CPM))
        .isEqualTo(new NotEnough("arm [b] has [0] users with revenue; an interval needs [10]"));
    assertThat(Lift.of(proportion("b", 1, 1), a, RatioMetric.IMPRESSIONS_PER_USER))
        .isEqualTo(new NotEnough("arm [b] has [1] users with impressions; an interval needs [10]"));
  }

  @Test
  void usersWithoutAnyDifference_areNotEnough() {
    Arm a = proportion("a", 20, 20);
    assertThat(Lift.of(proportion("b", 20, 20), a, RatioMetric.CTR))
        .isEqualTo(
            new NotEnough(
                "users of arms [b] and [a] are all alike; an interval needs users that differ"));
  }

  /** Prices may be below 0: a user may cost more than they bring. */
  @Test
  void sumThatIsNotAboveZero_isNotEnough() {
    Arm a = proportion("a", 100, 30);
    Arm loss = proportion("loss", 100, 30);
    Arm nothing = proportion("nothing", 100, 30);
    loss.add(new UserResult(1, 1, -100, 0.2, 1));
    nothing.add(new UserResult(1, 1, -60, 0.2, 1));

    assertThat(Lift.of(loss, a, RatioMetric.CPM))
        .isEqualTo(
            new NotEnough("arm [loss] has [-40.0] of revenue in all; a ratio needs more than [0]"));
    assertThat(Lift.of(a, loss, RatioMetric.REVENUE_PER_USER)).isInstanceOf(NotEnough.class);
    assertThat(Lift.of(nothing, a, RatioMetric.CPM)).isInstanceOf(NotEnough.class);
    assertThat(lift(Lift.of(loss, a, RatioMetric.CTR)).p()).isBetween(0.0, 1.0);
  }

  private static Arm proportion(String name, int users, int clicking) {
    Arm arm = new Arm(name, 1, false);
    for (int user = 0; user < users; user++) {
      boolean click = user < clicking;
      arm.add(new UserResult(1, click ? 1 : 0, click ? 2 : 0, 0.2, click ? 1 : 0));
    }
    return arm;
  }

  private static int around(double rate, double deviations) {
    return (int) Math.round(RUNS * rate + deviations * Math.sqrt(RUNS * rate * (1 - rate)));
  }

  private static Lift lift(Estimate estimate) {
    return assertThat(estimate).asInstanceOf(type(Lift.class)).actual();
  }
}
