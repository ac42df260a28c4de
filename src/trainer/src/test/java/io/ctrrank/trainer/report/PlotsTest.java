package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.metrics.BootstrapDifference;
import org.junit.jupiter.api.Test;

final class PlotsTest {
  /** A bar to both sides of it ends where the interval does, wherever the difference lies. */
  @Test
  void middle_ofAnInterval_isAsFarFromBothEnds() {
    assertThat(Plots.middle(new BootstrapDifference(0.01, -0.01, 0.05, 0.2)))
        .isCloseTo(0.02, within(1e-12));
  }
}
