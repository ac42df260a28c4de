package io.ctrrank.trainer.kddcup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserSampleTest {
  private static final int USERS = 200_000;

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5})
  void holds_aShare_isThatShareOfConsecutiveIds(double share) {
    double deviation = Math.sqrt(share * (1 - share) / USERS);

    assertThat(users(new UserSample(share, 1)).cardinality() / (double) USERS)
        .isCloseTo(share, within(5 * deviation));
  }

  @Test
  void holds_sameSalt_isTheSameSampleAndGrowsWithTheShare() {
    BitSet small = users(new UserSample(0.1, 7));
    BitSet large = users(new UserSample(0.2, 7));

    assertThat(users(new UserSample(0.1, 7))).isEqualTo(small);
    small.andNot(large);
    assertThat(small.isEmpty()).isTrue();
  }

  @Test
  void holds_anotherSalt_isIndependent() {
    BitSet both = users(new UserSample(0.1, 7));
    both.and(users(new UserSample(0.1, 8)));

    assertThat(both.cardinality() / (double) USERS).isCloseTo(0.01, within(0.002));
  }

  @Test
  void holds_everybody_leavesOutOnlyTheUnknownUser() {
    BitSet all = users(new UserSample(1, 3));

    assertThat(all.nextClearBit(1)).isEqualTo(USERS);
    assertThat(new UserSample(1, 3).holds(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
  void create_shareOutOfRange_isRefused(double share) {
    assertThatThrownBy(() -> new UserSample(share, 1))
        .hasMessage("share of users is [" + share + "]; expected above [0] and at most [1]");
  }

  private static BitSet users(UserSample sample) {
    BitSet users = new BitSet();
    for (int user = 1; user < USERS; user++) {
      users.set(user, sample.holds(user));
    }
    return users;
  }
}
