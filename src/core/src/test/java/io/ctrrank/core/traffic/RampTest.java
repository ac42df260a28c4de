package io.ctrrank.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class RampTest {

  @Test
  void change_bothGrow_keepTheirUsers() {
    Map<String, Buckets> before = Ramp.change(Map.of(), shares(500, 500), Buckets.NONE);
    Map<String, Buckets> after = Ramp.change(before, shares(5_000, 5_000), Buckets.NONE);
    assertThat(before).hasToString("{control=0-499, treatment=500-999}");
    assertThat(after).hasToString("{control=0-499,1000-5499, treatment=500-999,5500-9999}");
  }

  @Test
  void change_oneGrowsAtTheOthersCost_movesOnlyThose() {
    Map<String, Buckets> before = Ramp.change(Map.of(), shares(9_000, 1_000), Buckets.NONE);
    Map<String, Buckets> after = Ramp.change(before, shares(5_000, 5_000), Buckets.NONE);
    assertThat(after).hasToString("{control=0-4999, treatment=5000-9999}");
  }

  @Test
  void change_bucketsOfNobody_goBeforeThoseGivenUp() {
    Map<String, Buckets> before = Ramp.change(Map.of(), shares(4_000, 2_000), Buckets.NONE);
    Map<String, Buckets> after = Ramp.change(before, shares(2_000, 4_000), Buckets.NONE);
    assertThat(after).hasToString("{control=0-1999, treatment=4000-7999}");
  }

  @Test
  void change_takenBuckets_areLeftAlone() {
    Map<String, Buckets> parts = Ramp.change(Map.of(), shares(10, 10), Buckets.parse("0-4,12"));
    assertThat(parts).hasToString("{control=5-11,13-15, treatment=16-25}");
  }

  @Test
  void change_moreThanThereIs_isRefused() {
    assertThatThrownBy(() -> Ramp.change(Map.of(), shares(5_000, 5_000), Buckets.parse("0-99")))
        .hasMessage("parts take [10000] buckets; expected at most [9900], the others are taken");
  }

  /** What must hold of any change: sizes, no overlap, and users move only where they must. */
  @RepeatedTest(50)
  void change_any_isTheSmallestChange() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Buckets taken = Buckets.parse("17-" + (17 + random.nextInt(2_000)));
    Map<String, Buckets> before = Ramp.change(Map.of(), anyShares(random), taken);
    Map<String, Integer> wanted = anyShares(random);
    Map<String, Buckets> after = Ramp.change(before, wanted, taken);
    Buckets seen = taken;
    for (Map.Entry<String, Buckets> part : after.entrySet()) {
      assertThat(part.getValue().size()).as("seed %d", seed).isEqualTo(wanted.get(part.getKey()));
      int sum = seen.size() + part.getValue().size();
      seen = seen.union(part.getValue());
      assertThat(seen.size()).as("no overlap, seed %d", seed).isEqualTo(sum);
      Buckets was = before.getOrDefault(part.getKey(), Buckets.NONE);
      int larger = Math.max(was.size(), part.getValue().size());
      assertThat(was.union(part.getValue()).size())
          .as("one holds the other, seed %d", seed)
          .isEqualTo(larger);
    }
  }

  private static Map<String, Integer> anyShares(Random random) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    for (int arm = 0; arm < 5; arm++) {
      if (random.nextInt(4) > 0) {
        shares.put("arm" + arm, random.nextInt(1_600));
      }
    }
    return shares;
  }

  private static Map<String, Integer> shares(int control, int treatment) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    shares.put("control", control);
    shares.put("treatment", treatment);
    return shares;
  }
}
