package io.ctrrank.plugin.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  private long now = 5;

  @Test
  void pieces_aheadOfTheRate_arePausedFor_thoseBehindAreNot() {
    Throttle throttle = new Throttle(100, 50, () -> now);

    assertThat(throttle.pauseAfter(10)).isEqualTo(100);
    now += TimeUnit.MILLISECONDS.toNanos(150);
    assertThat(throttle.pauseAfter(10)).isEqualTo(50);
    now += TimeUnit.MILLISECONDS.toNanos(950);
    assertThat(throttle.pauseAfter(10)).isZero();
  }

  @Test
  void longRest_earnsOnePage() {
    Throttle throttle = new Throttle(100, 50, () -> now);
    now += TimeUnit.MINUTES.toNanos(10);

    assertThat(throttle.pauseAfter(50)).isZero();
    assertThat(throttle.pauseAfter(50)).isEqualTo(500);
  }

  @Test
  void noRate_noPause() {
    Throttle throttle = new Throttle(Double.POSITIVE_INFINITY, 50, () -> now);

    assertThat(throttle.pauseAfter(1_000_000)).isZero();
  }
}
