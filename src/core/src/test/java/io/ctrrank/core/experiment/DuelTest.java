package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.metrics.BootstrapDifference;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DuelTest {

  /** Users with their own taste, so that searches of one are not independent. */
  private static Duel simulated(SplittableRandom random, int users, double share) {
    Duel duel = new Duel();
    for (int user = 0; user < users; user++) {
      double own = Math.clamp(share + 0.4 * (random.nextDouble() - 0.5), 0, 1);
      long[] searches = new long[3];
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        searches[random.nextDouble() < 0.3 ? 2 : random.nextDouble() < own ? 0 : 1]++;
      }
      duel.add(searches[0], searches[1], searches[2]);
    }
    return duel;
  }

  @Test
  void preference_isTheShareOfSearchesWon_tiesAsOneHalf() {
    Duel duel = new Duel();
    double[][] users = new double[20][];
    for (int i = 0; i < 20; i++) {
      users[i] = new double[] {i % 3, 1 + i % 2, i % 4};
      duel.add(i % 3, 1 + i % 2, i % 4);
    }
    double above = 0;
    double below = 0;
    for (double[] user : users) {
      above += user[0] + user[2] / 2;
      below += user[0] + user[1] + user[2];
    }
    double share = above / below;
    double squares = 0;
    for (double[] user : users) {
      double off = user[0] + user[2] / 2 - share * (user[0] + user[1] + user[2]);
      squares += off * off;
    }
    double error = Math.sqrt(squares / 19 / 20) / (below / 20);

    Preference preference = (Preference) duel.preference();

    assertThat(preference.share()).isCloseTo(share, within(1e-12));
    assertThat(preference.low()).isCloseTo(share - 1.959963984540054 * error, within(1e-12));
    assertThat(preference.high()).isCloseTo(share + 1.959963984540054 * error, within(1e-12));
    assertThat(duel.won() + 0.5 * duel.tied()).isEqualTo(above);
    assertThat(duel.won() + duel.lost() + duel.tied()).isEqualTo((long) below);
    assertThat(duel.users()).isEqualTo(20);
  }

  /** Without a preference, 5 of 100 intervals miss one half, and as many p are below 0.05. */
  @Test
  void noPreference_isFoundInFiveOfAHundredRuns() {
    SplittableRandom random = new SplittableRandom(11);
    int runs = 2_000;
    int missed = 0;
    int significant = 0;
    for (int run = 0; run < runs; run++) {
      Preference preference = (Preference) simulated(random, 200, 0.5).preference();
      missed += preference.low() > 0.5 || preference.high() < 0.5 ? 1 : 0;
      significant += preference.p() < 0.05 ? 1 : 0;
    }
    assertThat(missed).isBetween(70, 135).isEqualTo(significant);
  }

  @Test
  void bootstrap_saysAboutTheSame() {
    Duel duel = simulated(new SplittableRandom(12), 500, 0.56);
    Preference preference = (Preference) duel.preference();
    int[] asked = new int[1];

    BootstrapDifference drawn = duel.bootstrap(1_000, 1, () -> asked[0]++);

    double width = preference.high() - preference.low();
    assertThat(0.5 + drawn.difference()).isCloseTo(preference.share(), within(1e-12));
    assertThat(0.5 + drawn.low()).isCloseTo(preference.low(), within(0.15 * width));
    assertThat(0.5 + drawn.high()).isCloseTo(preference.high(), within(0.15 * width));
    assertThat(preference.p()).isLessThan(0.05);
    assertThat(drawn.p()).isLessThan(0.05);
    assertThat(asked[0]).isEqualTo(1_000);
  }

  @Test
  void tooLittle_isSaid() {
    Duel duel = new Duel();
    assertThat(((NotEnough) duel.preference()).reason()).contains("[0] users have a search");
    for (int i = 0; i < 9; i++) {
      duel.add(1, 0, 0);
      duel.add(0, 0, 3);
    }
    assertThat(((NotEnough) duel.preference()).reason())
        .contains("[9] users have a search that one ranking won; an interval needs [10]");
    Duel alike = new Duel();
    for (int i = 0; i < 20; i++) {
      alike.add(2, 0, 0);
    }
    assertThat(((NotEnough) alike.preference()).reason()).contains("users are all alike");
    assertThatThrownBy(() -> duel.add(-1, 0, 0)).hasMessageContaining("expected none below 0");
  }
}
