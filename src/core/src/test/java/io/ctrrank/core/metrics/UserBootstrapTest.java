package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UserBootstrapTest {
  private static final int ROWS = 4000;
  private final String[] users = new String[ROWS];
  private final boolean[] clicks = new boolean[ROWS];
  private final double[] informed = new double[ROWS];
  private final double[] noise = new double[ROWS];

  UserBootstrapTest() {
    Random random = new Random(5);
    for (int i = 0; i < ROWS; i++) {
      users[i] = "u" + random.nextInt(100);
      clicks[i] = random.nextBoolean();
      informed[i] = (clicks[i] ? 0.5 : 0) + random.nextGaussian();
      noise[i] = random.nextGaussian();
    }
  }

  @Test
  void betterModel_hasIntervalAboveZeroAroundTheDifference() {
    UserBootstrap interval = UserBootstrap.aucDifference(users, informed, noise, clicks, 200, 1);
    assertThat(interval.low()).isPositive().isLessThan(interval.difference());
    assertThat(interval.high()).isGreaterThan(interval.difference());
  }

  @Test
  void sameModel_hasZeroWidthInterval() {
    assertThat(UserBootstrap.aucDifference(users, noise, noise, clicks, 50, 1))
        .isEqualTo(new UserBootstrap(0, 0, 0));
  }

  @Test
  void sameSeed_drawsTheSameInterval() {
    assertThat(UserBootstrap.aucDifference(users, informed, noise, clicks, 50, 9))
        .isEqualTo(UserBootstrap.aucDifference(users, informed, noise, clicks, 50, 9));
  }

  @Test
  void severalRuns_giveTheDifferenceOfMeanAucs() {
    UserBootstrap interval =
        UserBootstrap.aucDifference(
            users, List.of(informed, noise), List.of(noise), clicks, 100, 1);
    double single =
        UserBootstrap.aucDifference(users, informed, noise, clicks, 100, 1).difference();

    assertThat(interval.difference()).isCloseTo(single / 2, within(1e-12));
    assertThat(interval.low()).isLessThan(interval.high());
  }
}
