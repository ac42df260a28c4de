package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class GaucTest {
  @Test
  void users_areWeightedByImpressionsAndSingleClassUsersLeftOut() {
    String[] users = {"a", "a", "b", "b", "b", "b", "c"};
    double[] scores = {0.1, 0.9, 0.4, 0.3, 0.2, 0.1, 0.5};
    boolean[] clicks = {false, true, false, true, true, false, true};
    Gauc gauc = Gauc.of(users, scores, clicks);
    // a: 1; b: positives 0.3, 0.2 against 0.4, 0.1: 2 of 4 pairs; c has one class.
    assertThat(gauc.value()).isCloseTo((2 * 1.0 + 4 * 0.5) / 6, within(1e-12));
    assertThat(gauc.coverage()).isCloseTo(6.0 / 7, within(1e-12));
  }

  @Test
  void noUserWithBothClasses_givesNaN() {
    assertThat(Gauc.of(new String[] {"a"}, new double[] {1}, new boolean[] {true}).value()).isNaN();
  }

  @RepeatedTest(20)
  void randomScoresWithTies_equalBruteForceOverPairsOfEachUser() {
    long seed = new Random().nextLong();
    RandomRows rows = new RandomRows(seed, 80, 12);
    double[] scores = rows.scores(true);

    Gauc gauc = Gauc.of(rows.users, scores, rows.clicks);

    assertThat(gauc.value())
        .as("seed %d", seed)
        .isCloseTo(RandomRows.gaucOverPairs(rows.users, scores, rows.clicks), within(1e-12));
    long covered = 0;
    for (int i = 0; i < rows.users.length; i++) {
      boolean both = false;
      for (int j = 0; j < rows.users.length; j++) {
        both |= rows.users[i].equals(rows.users[j]) && rows.clicks[i] != rows.clicks[j];
      }
      covered += both ? 1 : 0;
    }
    assertThat(gauc.coverage()).as("seed %d", seed).isCloseTo(covered / 80.0, within(1e-12));
  }
}
