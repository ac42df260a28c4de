package io.ctrrank.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  /** Near the end of the range: clocks of {@code nanoTime} may wrap around. */
  private long now = Long.MAX_VALUE - 5;

  private Deadline after(long nanos) {
    return Deadline.after(Duration.ofNanos(nanos), () -> now);
  }

  @Test
  void remaining_timePasses_shrinksToZero() {
    Deadline deadline = after(100);

    assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(100));
    now += 60;
    assertThat(deadline.remainingNanos()).isEqualTo(40);
    assertThat(deadline.isOver()).isFalse();
    now += 60;
    assertThat(deadline.remainingNanos()).isZero();
    assertThat(deadline.isOver()).isTrue();
  }

  @Test
  void after_noTime_isOverAtOnce() {
    assertThat(after(0).isOver()).isTrue();
  }

  @Test
  void after_negativeTime_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> after(-1)).withMessageContaining("[PT-");
  }

  @Test
  void atMost_earlierOfBoth() {
    Deadline deadline = after(100);

    assertThat(deadline.atMost(Duration.ofNanos(30)).remainingNanos()).isEqualTo(30);
    assertThat(deadline.atMost(Duration.ofNanos(300))).isSameAs(deadline);
  }
}
