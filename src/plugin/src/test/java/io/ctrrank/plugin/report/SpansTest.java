package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.report.ReportRequest.Span;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class SpansTest {
  private static final long NOW = 1_764_158_400_000L;

  @Test
  void period_ofWhatWasJustStarted_isOfNoTime() {
    assertThat(period(null, "now", NOW)).isEqualTo(new Period(NOW, NOW, 1));
  }

  @Test
  void period_startedByAClockThatIsAhead_isOfNoTime() {
    assertThat(period(null, "now", NOW + 5)).isEqualTo(new Period(NOW, NOW, 1));
  }

  @Test
  void period_endsBeforeTheStart_isRefused() {
    assertThatThrownBy(() -> period(null, "now-1d", NOW))
        .hasMessageContaining("expected the earlier one first");
    assertThatThrownBy(() -> period("now", "now-1d", NOW - 1_000))
        .hasMessageContaining("expected the earlier one first");
  }

  @Test
  void timesThatNoCalendarHas_areRefusedAsOthers() {
    for (String far : List.of("now-999999999y", "now+999999999y", "now-9999999999y")) {
      assertThatThrownBy(() -> period(far, "now", NOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("[from] is [" + far + "]");
    }
  }

  @Test
  void attributionBeyondAllClicks_isRefused() {
    assertThatThrownBy(() -> new Period(0, NOW, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a time above 0, of at most [3650d]");
  }

  private static Period period(@Nullable String from, String to, long started) {
    return Spans.period(
        new Span(from, to, 1), new ReportedExperiment("e", List.of(), started), NOW);
  }
}
