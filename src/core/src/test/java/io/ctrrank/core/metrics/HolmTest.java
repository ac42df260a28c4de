package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class HolmTest {

  @Test
  void adjusted_stepsDownFromTheSmallest() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
  }

  @Test
  void adjusted_oneTest_isItself() {
    assertThat(Holm.adjusted(new double[] {0.3})).containsExactly(0.3);
    assertThat(Holm.adjusted(new double[0])).isEmpty();
  }

  @Test
  void adjusted_nan_staysAndDoesNotCount() {
    double[] adjusted = Holm.adjusted(new double[] {Double.NaN, 0.01, 0.4});
    assertThat(adjusted[0]).isNaN();
    assertThat(adjusted[1]).isEqualTo(0.02);
    assertThat(adjusted[2]).isEqualTo(0.4);
  }

  @Test
  void adjusted_notAProbability_isRefused() {
    assertThatThrownBy(() -> Holm.adjusted(new double[] {0.1, 1.5}))
        .hasMessage("p-value [1] is [1.5]; expected [0] to [1]");
  }

  /** Holm is the closed test with Bonferroni on every intersection of hypotheses. */
  @RepeatedTest(20)
  void adjusted_equalsTheClosedTestOverAllSubsets() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    double[] p = new double[1 + random.nextInt(7)];
    for (int i = 0; i < p.length; i++) {
      // Coarse values, so that some are equal.
      p[i] = random.nextInt(12) / 40.0;
    }
    double[] closed = new double[p.length];
    for (int subset = 1; subset < 1 << p.length; subset++) {
      double smallest = 1;
      for (int i = 0; i < p.length; i++) {
        smallest = (subset >> i & 1) == 1 ? Math.min(smallest, p[i]) : smallest;
      }
      double bonferroni = Math.min(1, Integer.bitCount(subset) * smallest);
      for (int i = 0; i < p.length; i++) {
        closed[i] = (subset >> i & 1) == 1 ? Math.max(closed[i], bonferroni) : closed[i];
      }
    }
    assertThat(Holm.adjusted(p)).as("seed %d", seed).containsExactly(closed, within(1e-15));
  }
}
