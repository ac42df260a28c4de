package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Breaker breaker = new Breaker(PATIENCE, now::get);

  @Test
  void allows_fewFailures_yes() {
    fail(Breaker.FAILURES - 1);
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.isSuspended()).isFalse();
  }

  @Test
  void allows_failuresInARow_noUntilThePauseIsOver() {
    fail(Breaker.FAILURES);
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.isSuspended()).isTrue();
    now.addAndGet(Breaker.PAUSE.toNanos() - 1);
    assertThat(breaker.allows()).isFalse();
    now.addAndGet(1);
    assertThat(breaker.isSuspended()).isFalse();
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void allows_failuresWithAnswersBetween_yes() {
    for (int i = 0; i < 10; i++) {
      fail(Breaker.FAILURES - 1);
      breaker.answered();
    }
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void allows_afterThePause_oneCallerOnly() {
    fail(Breaker.FAILURES);
    now.addAndGet(Breaker.PAUSE.toNanos());
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isFalse();
  }

  @Test
  void allows_theOneFailed_noForAnotherPause() {
    fail(Breaker.FAILURES);
    now.addAndGet(Breaker.PAUSE.toNanos());
    assertThat(breaker.allows()).isTrue();
    breaker.failed();
    now.addAndGet(Breaker.PAUSE.toNanos() - 1);
    assertThat(breaker.allows()).isFalse();
    now.addAndGet(1);
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void allows_theOneWasAnswered_everybody() {
    fail(Breaker.FAILURES);
    now.addAndGet(Breaker.PAUSE.toNanos());
    assertThat(breaker.allows()).isTrue();
    breaker.answered();
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isTrue();
    fail(Breaker.FAILURES - 1);
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void allows_theOneNeverCameBack_anotherOneAfterAPause() {
    fail(Breaker.FAILURES);
    now.addAndGet(Breaker.PAUSE.toNanos());
    assertThat(breaker.allows()).isTrue();
    now.addAndGet(Breaker.PAUSE.toNanos());
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void allows_shortWaits_untilPatienceIsAtItsEnd() {
    for (int i = 0; i < 10; i++) {
      breaker.timedOut(PATIENCE.toNanos() / 10 - 1);
      assertThat(breaker.allows()).isTrue();
    }
    breaker.timedOut(PATIENCE.toNanos() / 10);
    assertThat(breaker.allows()).isFalse();
  }

  @Test
  void allows_longWaitsButFew_yes() {
    for (int i = 1; i < Breaker.FAILURES; i++) {
      breaker.timedOut(PATIENCE.toNanos() * 10);
      assertThat(breaker.allows()).isTrue();
    }
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed();
    }
  }
}
