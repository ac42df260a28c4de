package io.ctrrank.plugin.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class WarmTableTest {
  private static final WarmSchedule HOURLY =
      new WarmSchedule(
          new HeadItems("ads", "shown", 100),
          Double.POSITIVE_INFINITY,
          TimeValue.timeValueHours(1));
  private static final WarmSchedule SLOW =
      new WarmSchedule(new HeadItems("a\"b", "x.y", 1), 2.5, TimeValue.timeValueSeconds(90));
  private static final long HOUR = TimeValue.timeValueHours(1).millis();
  private static final long START = 1_700_000_000_000L;

  private final WarmTable empty = new WarmTable(new TreeMap<>(), new TreeMap<>());

  @Test
  void in_settings_isReadBackAndLeavesTheOthers() {
    WarmTable table =
        empty.with("msd", HOURLY).with("live", SLOW).with("live", outcome(START, START + 5, false));

    Settings settings = table.in(Settings.builder().put("ctr.enabled", false).build());

    assertThat(WarmTable.of(settings)).isEqualTo(table);
    assertThat(settings.get("ctr.enabled")).isEqualTo("false");
    assertThat(empty.in(settings).keySet()).containsExactly("ctr.enabled");
  }

  @Test
  void due_neverRun_isAtOnce() {
    assertThat(empty.with("msd", HOURLY).due("msd")).isZero();
  }

  @Test
  void due_afterARun_isAnIntervalAfterItsBeginning() {
    assertThat(due(START, START + 1_000, false)).isEqualTo(START + HOUR);
  }

  @Test
  void due_afterARunOfMoreThanAnInterval_leavesThatOut() {
    assertThat(due(START, START + HOUR + 1, false)).isEqualTo(START + 2 * HOUR);
  }

  @Test
  void due_afterAFailure_isAMinuteLater() {
    assertThat(due(START, START + 1_000, true)).isEqualTo(START + 61_000);
  }

  @Test
  void with_anotherSchedule_beginsAnew() {
    WarmTable ran = empty.with("msd", HOURLY).with("msd", outcome(START, START + 1, false));
    assertThat(ran.with("msd", SLOW).due("msd")).isZero();
  }

  @Test
  void with_outcomeOfADeletedSchedule_isNothing() {
    assertThat(empty.with("msd", outcome(START, START + 1, false))).isEqualTo(empty);
    assertThat(
            empty.with("msd", HOURLY).with("msd", outcome(START, START + 1, false)).without("msd"))
        .isEqualTo(empty);
  }

  @Test
  void without_unknownName_isRefused() {
    assertThatThrownBy(() -> empty.with("msd", HOURLY).without("din"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessage("model or alias [din] has no schedule of warming up; expected one of [msd]");
  }

  @Test
  void schedule_wrongValue_isRefused() {
    HeadItems items = HOURLY.items();
    assertThatThrownBy(() -> new WarmSchedule(items, 0, HOURLY.interval()))
        .hasMessage("[items_per_second] is [0.0]; expected a number above 0");
    assertThatThrownBy(() -> new WarmSchedule(items, 1, TimeValue.timeValueMillis(10)))
        .hasMessage("[interval] is [10ms]; expected [1s] or more, such as [1h]");
  }

  private long due(long start, long end, boolean failed) {
    return empty.with("msd", HOURLY).with("msd", outcome(start, end, failed)).due("msd");
  }

  private static WarmOutcome outcome(long start, long end, boolean failed) {
    return new WarmOutcome(start, end, failed, Map.of("encoded", 3));
  }
}
