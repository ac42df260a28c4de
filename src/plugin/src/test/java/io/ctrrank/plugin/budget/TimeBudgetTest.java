package io.ctrrank.plugin.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TimeBudgetTest {
  private long now;

  @Test
  void coordinator_mayUseHalf_shardsGetWhatIsLeft() {
    TimeBudget budget = TimeBudget.start(Duration.ofNanos(100), () -> now);

    assertThat(budget.coordinator().remainingNanos()).isEqualTo(50);
    now += 20;
    assertThat(budget.coordinator().remainingNanos()).isEqualTo(30);
    assertThat(budget.remaining()).isEqualTo(Duration.ofNanos(80));
    now += 30;
    assertThat(budget.coordinator().isOver()).isTrue();
    assertThat(budget.remaining()).isEqualTo(Duration.ofNanos(50));
    now += 70;
    assertThat(budget.remaining()).isZero();
  }
}
