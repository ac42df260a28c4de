package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.common.breaker.CircuitBreaker.Durability;
import org.elasticsearch.common.breaker.CircuitBreakingException;
import org.elasticsearch.common.breaker.NoopCircuitBreaker;
import org.elasticsearch.rest.RestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ReportMemoryTest {
  private final LimitedBreaker breaker = new LimitedBreaker();

  @Test
  void usersBeyondTheBreaker_areRefusedWithARemedy_andAllIsGivenBack() {
    try (ReportMemory memory = new ReportMemory(breaker, "experiment [e1]", "ask for less")) {
      UserClicks clicks = new UserClicks(memory);
      assertThatThrownBy(
              () -> {
                for (int user = 0; user < 10_000; user++) {
                  clicks.add("user-" + user, 1, true);
                }
              })
          .isInstanceOf(ElasticsearchStatusException.class)
          .hasMessage(
              "report of experiment [e1] needs more than [983040] bytes for its users, and breaker"
                  + " [request] gives no more; ask for less, or raise"
                  + " [indices.breaker.request.limit]")
          .extracting(e -> ((ElasticsearchStatusException) e).status())
          .isEqualTo(RestStatus.TOO_MANY_REQUESTS);
      assertThat(breaker.used).isPositive();
    }
    assertThat(breaker.used).isZero();
  }

  @Test
  void clicksOfOneUser_takeMemoryOnce() {
    try (ReportMemory memory = new ReportMemory(breaker, "experiment [e1]", "ask for less")) {
      UserClicks clicks = new UserClicks(memory);
      for (int click = 0; click < 100_000; click++) {
        clicks.add("one", 0.5, click % 4 == 0);
      }
      assertThat(clicks.of("one")).isEqualTo(new UserClicks.Of(100_000, 50_000, 25_000));
      assertThat(clicks.of("another")).isEqualTo(UserClicks.NONE);
      assertThat(breaker.used).isEqualTo(64 * 1024);
    }
  }

  /** Gives a mebibyte, less a byte. */
  private static final class LimitedBreaker extends NoopCircuitBreaker {
    private long used;

    LimitedBreaker() {
      super("request");
    }

    @Override
    public void addEstimateBytesAndMaybeBreak(long bytes, String label) {
      if (used + bytes >= 1 << 20) {
        throw new CircuitBreakingException("too much", Durability.TRANSIENT);
      }
      used += bytes;
    }

    @Override
    public void addWithoutBreaking(long bytes) {
      used += bytes;
    }
  }
}
