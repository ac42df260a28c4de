package io.ctrrank.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SplitTest {
  @Test
  void tenImpressions_splitSevenOneTwoInTime() {
    List<Impression> impressions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      impressions.add(impression("u", "i" + i, 100 + i));
    }
    Split split = Split.perUserInTime(impressions);
    assertThat(split.train()).isEqualTo(impressions.subList(0, 7));
    assertThat(split.validation()).isEqualTo(impressions.subList(7, 8));
    assertThat(split.test()).isEqualTo(impressions.subList(8, 10));
  }

  @Test
  void usersOfOneImpression_areTrainedOn() {
    List<Impression> impressions =
        List.of(impression("u", "a", 1), impression("v", "a", 1), impression("v", "b", 2));
    Split split = Split.perUserInTime(impressions);
    assertThat(split.train()).containsExactly(impressions.get(0), impressions.get(1));
    assertThat(split.validation()).isEmpty();
    assertThat(split.test()).containsExactly(impressions.get(2));
  }

  @Test
  void tieAtTheCut_goesToTheEarlierPartAsAWhole() {
    long[] times = {1, 2, 3, 4, 5, 6, 7, 7, 7, 8};
    List<Impression> impressions = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      impressions.add(impression("u", "i" + i, times[i]));
    }
    Split split = Split.perUserInTime(impressions);
    assertThat(split.train()).hasSize(9);
    assertThat(split.validation()).isEmpty();
    assertThat(split.test()).hasSize(1);
  }

  @Test
  void anyOrderOfInput_givesTheSameParts() {
    List<Impression> impressions = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      impressions.add(impression("u" + random.nextInt(5), "i" + i, random.nextInt(40)));
    }
    Split split = Split.perUserInTime(impressions);
    Collections.shuffle(impressions, random);
    assertThat(Split.perUserInTime(impressions)).isEqualTo(split);
    for (String user : List.of("u0", "u1", "u2", "u3", "u4")) {
      assertThat(last(split.train(), user)).isLessThan(first(split.validation(), user));
      assertThat(last(split.validation(), user)).isLessThan(first(split.test(), user));
    }
  }

  private static long last(List<Impression> part, String user) {
    return part.stream()
        .filter(row -> row.user().equals(user))
        .mapToLong(Impression::timestamp)
        .max()
        .orElseThrow();
  }

  private static long first(List<Impression> part, String user) {
    return part.stream()
        .filter(row -> row.user().equals(user))
        .mapToLong(Impression::timestamp)
        .min()
        .orElseThrow();
  }

  private static Impression impression(String user, String item, long timestamp) {
    return new Impression(user, item, timestamp, "click", true);
  }
}
