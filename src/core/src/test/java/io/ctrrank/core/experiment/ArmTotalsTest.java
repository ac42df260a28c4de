package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArmTotalsTest {

  @Test
  void sumsMeansAndCovariances_equalThoseOfTheUsersWrittenOut() {
    SimulatedArm truth = new SimulatedArm(new SplittableRandom(3));
    List<UserResult> users = new ArrayList<>();
    ArmTotals totals = new ArmTotals();
    for (int i = 0; i < 500; i++) {
      users.add(truth.user(0));
      totals.add(users.getLast());
    }
    assertThat(totals.users()).isEqualTo(500);
    assertThat(totals.impressions())
        .isEqualTo(users.stream().mapToLong(UserResult::impressions).sum());
    assertThat(totals.clicks()).isEqualTo(users.stream().mapToLong(UserResult::clicks).sum());
    for (Quantity one : Quantity.values()) {
      double mean = users.stream().mapToDouble(user -> user.of(one)).sum() / 500;
      assertThat(totals.mean(one)).isCloseTo(mean, within(1e-9));
      assertThat(totals.usersWith(one))
          .isEqualTo(users.stream().filter(user -> user.of(one) > 0).count());
      for (Quantity other : Quantity.values()) {
        double otherMean = users.stream().mapToDouble(user -> user.of(other)).sum() / 500;
        double covariance =
            users.stream()
                    .mapToDouble(user -> (user.of(one) - mean) * (user.of(other) - otherMean))
                    .sum()
                / 499;
        assertThat(totals.covariance(one, other)).isCloseTo(covariance, within(1e-9));
      }
    }
  }

  /** Deviations do not drown in means far above them. */
  @Test
  void covariance_ofLargeValues_keepsItsDigits() {
    ArmTotals totals = new ArmTotals();
    for (int i = 0; i < 1000; i++) {
      totals.add(new UserResult(1, 0, 1e9 + i % 2, 0, 0));
    }
    assertThat(totals.covariance(Quantity.REVENUE, Quantity.REVENUE))
        .isCloseTo(0.25 * 1000 / 999, within(1e-6));
  }
}
