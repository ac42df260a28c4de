package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.traffic.Buckets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ArmTableTest {
  private static final String LAYER = "e1";
  private static final int RANGES = 20;

  /** Standard deviations that nothing which is left to chance is away, here. */
  private static final double FAR = 4;

  private static final ReportedExperiment.Arm CONTROL =
      new ReportedExperiment.Arm("control", "din", 30);
  private static final ReportedExperiment.Arm TREATMENT =
      new ReportedExperiment.Arm("treatment", "msd", 70);
  private static final ReportedExperiment EXPERIMENT =
      new ReportedExperiment(LAYER, List.of(CONTROL, TREATMENT), 0);
  private static final List<String> USERS =
      IntStream.range(0, 40_000).mapToObj(user -> "u" + user).toList();

  private static ArmTable halves(long seed) {
    return ArmTable.ofHalves(EXPERIMENT, CONTROL, false, seed);
  }

  private static int half(long seed, String user) {
    return halves(seed).indexOf("control", user);
  }

  /** A fair coin gives so many heads in {@code of}. */
  private static void assertFair(String what, int heads, int of) {
    assertThat((double) heads).as(what).isCloseTo(of / 2.0, within(FAR * Math.sqrt(of / 4.0)));
  }

  @Test
  void arms_areThoseOfTheExperiment() {
    ArmTable arms = ArmTable.ofArms(EXPERIMENT, TREATMENT, false);

    assertThat(arms.arms()).extracting(arm -> arm.name()).containsExactly("control", "treatment");
    assertThat(arms.arms()).extracting(arm -> arm.share()).containsExactly(30.0, 70.0);
    assertThat(arms.control().name()).isEqualTo("treatment");
    assertThat(arms.indexOf("control", "u1")).isZero();
    assertThat(arms.indexOf("treatment", "u1")).isEqualTo(1);
    assertThat(arms.indexOf("old", "u1")).isEqualTo(ArmTable.OTHER);
    assertThat(arms.knows("old")).isFalse();
    assertThat(arms.halves()).isFalse();
  }

  @Test
  void halves_areOfOneArm_andStable() {
    ArmTable arms = halves(1);

    assertThat(arms.arms()).extracting(arm -> arm.name()).containsExactly("control/1", "control/2");
    assertThat(arms.arms()).extracting(arm -> arm.share()).containsExactly(1.0, 1.0);
    assertThat(arms.control().name()).isEqualTo("control/1");
    assertThat(arms.behind(0)).isEqualTo(CONTROL);
    assertThat(arms.behind(1)).isEqualTo(CONTROL);
    assertThat(arms.knows("treatment")).isTrue();
    for (String user : USERS.subList(0, 100)) {
      assertThat(arms.indexOf("control", user)).isBetween(0, 1).isEqualTo(half(1, user));
      assertThat(arms.indexOf("treatment", user)).isEqualTo(ArmTable.OTHER);
    }
  }

  @Test
  void halves_areEven_inEveryPartOfTheExperimentsLayer() {
    int[] heads = new int[RANGES];
    int[] users = new int[RANGES];
    ArmTable arms = halves(1);
    for (String user : USERS) {
      int range = Buckets.of(LAYER, user) * RANGES / Buckets.COUNT;
      users[range]++;
      heads[range] += arms.indexOf("control", user);
    }

    assertFair("all", IntStream.of(heads).sum(), USERS.size());
    for (int range = 0; range < RANGES; range++) {
      assertFair("range " + range, heads[range], users[range]);
    }
  }

  @Test
  void usersOfOneBucket_areInBothHalves() {
    Map<Integer, List<Integer>> byBucket = new HashMap<>();
    ArmTable arms = halves(1);
    for (String user : USERS) {
      byBucket
          .computeIfAbsent(Buckets.of(LAYER, user), bucket -> new ArrayList<>())
          .add(arms.indexOf("control", user));
    }
    List<List<Integer>> several =
        byBucket.values().stream().filter(halves -> halves.size() > 1).toList();

    assertThat(several).hasSizeGreaterThan(8_000);
    assertFair(
        "first two users of a bucket in one half",
        (int) several.stream().filter(halves -> halves.get(0).equals(halves.get(1))).count(),
        several.size());
  }

  @Test
  void anotherSeedOrExperiment_dealsAnew() {
    ReportedExperiment other = new ReportedExperiment("e2", List.of(CONTROL, TREATMENT), 0);
    List<ArmTable> dealt =
        List.of(halves(1), halves(2), ArmTable.ofHalves(other, CONTROL, false, 1));
    for (int one = 0; one < dealt.size(); one++) {
      for (int two = 0; two < one; two++) {
        int same = 0;
        for (String user : USERS) {
          same +=
              dealt.get(one).indexOf("control", user) == dealt.get(two).indexOf("control", user)
                  ? 1
                  : 0;
        }
        assertFair("in the same half by " + one + " and " + two, same, USERS.size());
      }
    }
  }
}
