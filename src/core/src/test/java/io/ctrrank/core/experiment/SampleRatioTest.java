package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SampleRatioTest {

  /** Mendel's peas, 315 : 108 : 101 : 32 at 9 : 3 : 3 : 1, chi-square 0.47, p about 0.925. */
  @Test
  void mendelsPeas_haveTheirPublishedStatistic() {
    SampleRatio test =
        SampleRatio.of(List.of(arm(9, 315), arm(3, 108), arm(3, 101), arm(1, 32))).orElseThrow();
    assertThat(test.chiSquare()).isCloseTo(0.470, within(5e-4));
    assertThat(test.degrees()).isEqualTo(3);
    assertThat(test.p()).isCloseTo(0.925, within(5e-4));
    assertThat(test.mismatch()).isFalse();
  }

  @Test
  void armsFarFromTheirShares_areAMismatch() {
    SampleRatio test = SampleRatio.of(List.of(arm(5000, 821), arm(5000, 700))).orElseThrow();
    assertThat(test.p()).isBetween(0.001, 0.003);
    assertThat(test.mismatch()).isFalse();
    assertThat(SampleRatio.of(List.of(arm(1, 8210), arm(1, 7900))).orElseThrow().p())
        .isBetween(0.01, 0.02);
    assertThat(SampleRatio.of(List.of(arm(1, 850), arm(1, 700))).orElseThrow().mismatch()).isTrue();
  }

  @Test
  void assignmentThatWorks_isDoubtedAsOftenAsAlphaSays() {
    SplittableRandom random = new SplittableRandom(2);
    int doubted = 0;
    for (int run = 0; run < 1000; run++) {
      int[] users = new int[3];
      for (int user = 0; user < 300; user++) {
        int bucket = random.nextInt(10);
        users[bucket < 5 ? 0 : bucket < 8 ? 1 : 2]++;
      }
      SampleRatio test =
          SampleRatio.of(List.of(arm(5, users[0]), arm(3, users[1]), arm(2, users[2])))
              .orElseThrow();
      doubted += test.p() < 0.05 ? 1 : 0;
    }
    // Three deviations of a binomial count.
    assertThat(doubted).isBetween(50 - 21, 50 + 21);
  }

  @Test
  void armWithoutAShare_isLeftOut() {
    List<Arm> arms = List.of(arm(1, 50), arm(0, 900), arm(1, 50));
    assertThat(SampleRatio.of(arms).orElseThrow()).isEqualTo(new SampleRatio(0, 1, 1));
    assertThat(SampleRatio.expected(arms.getFirst(), arms)).isEqualTo(50);
  }

  @Test
  void tooFewArmsOrUsers_giveNoTest() {
    assertThat(SampleRatio.of(List.of())).isEmpty();
    assertThat(SampleRatio.of(List.of(arm(1, 100)))).isEmpty();
    assertThat(SampleRatio.of(List.of(arm(1, 100), arm(0, 100)))).isEmpty();
    assertThat(SampleRatio.of(List.of(arm(1, 9), arm(1, 0)))).isEmpty();
    assertThat(SampleRatio.of(List.of(arm(1, 10), arm(1, 0)))).isPresent();
  }

  private static Arm arm(double share, int users) {
    Arm arm = new Arm("arm", share, false);
    for (int user = 0; user < users; user++) {
      arm.add(new UserResult(1, 0, 0, 0, 0));
    }
    return arm;
  }
}
