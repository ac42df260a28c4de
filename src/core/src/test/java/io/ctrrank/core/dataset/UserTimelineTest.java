package io.ctrrank.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UserTimelineTest {
  private final UserTimeline timeline =
      UserTimeline.byUser(
              List.of(row("a", 10), row("b", 20), row("c", 20), row("d", 30), row("e", 40)))
          .getOrDefault("u", UserTimeline.empty());

  @Test
  void history_holdsOnlyStrictlyEarlierEventsNewestFirst() {
    assertThat(items(timeline.before(30, 10).events())).containsExactly("b", "c", "a");
    assertThat(items(timeline.before(20, 10).events())).containsExactly("a");
    assertThat(timeline.before(10, 10).events()).isEmpty();
    assertThat(timeline.countBefore(30)).isEqualTo(3);
  }

  @Test
  void longHistory_isCutToTheNewest() {
    assertThat(items(timeline.before(100, 2).events())).containsExactly("e", "d");
  }

  @Test
  void oldest_countsFromTheStart() {
    assertThat(items(timeline.oldest(2).events())).containsExactly("c", "a");
  }

  private static List<String> items(List<BehaviorEvent> events) {
    return events.stream().map(BehaviorEvent::item).toList();
  }

  private static Impression row(String item, long timestamp) {
    return new Impression("u", item, timestamp, "click", true);
  }
}
