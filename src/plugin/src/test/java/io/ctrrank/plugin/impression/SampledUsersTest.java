package io.ctrrank.plugin.impression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose searches are logged where {@code ctr.impressions.sample} takes a share of the users. */
@ExtendWith(ElasticsearchLogging.class)
final class SampledUsersTest {
  private static final int USERS = 20_000;

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.05, 0.5, 0.9})
  void isSampled_ofManyUsers_isTheShareOfThem(double sample) {
    assertThat(sampled(sample).size())
        .isCloseTo(
            (int) (sample * USERS), within((int) (4 * Math.sqrt(USERS * sample * (1 - sample)))));
  }

  @Test
  void isSampled_nobodyAndEverybody_atTheEnds() {
    assertThat(sampled(0)).isEmpty();
    assertThat(sampled(1)).hasSize(USERS);
  }

  /** On every node and in every release: a log has all of a user or nothing. */
  @Test
  void isSampled_sameUser_isAlwaysDecidedAlike() {
    assertThat(sampled(0.3)).isEqualTo(sampled(0.3));
    assertThat(List.of("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8"))
        .filteredOn(user -> ImpressionLog.isSampled(user, 0.5))
        .containsExactly("u1", "u3", "u4", "u5", "u6");
  }

  @Test
  void isSampled_largerShare_keepsTheUsersOfTheSmaller() {
    List<String> before = sampled(0.01);
    for (double sample : new double[] {0.02, 0.1, 0.5, 0.99}) {
      List<String> now = sampled(sample);
      assertThat(now).containsAll(before).hasSizeGreaterThan(before.size());
      before = now;
    }
  }

  /**
   * Chi-square over 20 arms of 5 %: 19 degrees of freedom, above 43.8 once in 1,000. Layers may
   * have any name, also those that might come to mind for the sample.
   */
  @ParameterizedTest
  @ValueSource(strings = {"impressions", "sample", "ctr-impressions", "e", "msd-2026-11"})
  void isSampled_usersOfALayer_areSampledAlikeInAllArms(String layer) {
    List<String> users = sampled(0.2);
    int[] arms = new int[20];
    users.forEach(user -> arms[Buckets.of(layer, user) / 500]++);
    double expected = users.size() / 20.0;
    assertThat(
            Arrays.stream(arms).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum())
        .isLessThan(43.8);
  }

  private static List<String> sampled(double sample) {
    return IntStream.range(0, USERS)
        .mapToObj(number -> "user-" + number)
        .filter(user -> ImpressionLog.isSampled(user, sample))
        .toList();
  }
}
