package io.ctrrank.core.dataset;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All events of one user, from which the history of any moment is cut. The history of an impression
 * holds only events with a strictly earlier timestamp, so that no impression sees itself or what
 * was rated in the same second. Immutable.
 */
public final class UserTimeline {
  private static final UserTimeline EMPTY = new UserTimeline(List.of());

  private final List<BehaviorEvent> newestFirst;

  private UserTimeline(List<BehaviorEvent> events) {
    this.newestFirst = events.stream().sorted(BehaviorEvent.NEWEST_FIRST).toList();
  }

  /** The timelines of all users in {@code impressions}. */
  public static Map<String, UserTimeline> byUser(List<Impression> impressions) {
    Map<String, List<BehaviorEvent>> events =
        impressions.stream()
            .collect(
                Collectors.groupingBy(
                    Impression::user, Collectors.mapping(Impression::event, Collectors.toList())));
    Map<String, UserTimeline> timelines = HashMap.newHashMap(events.size());
    events.forEach((user, list) -> timelines.put(user, new UserTimeline(list)));
    return timelines;
  }

  /** The timeline of a user without events. */
  public static UserTimeline empty() {
    return EMPTY;
  }

  /** Number of events strictly before {@code timestamp}. */
  public int countBefore(long timestamp) {
    return newestFirst.size() - firstBefore(timestamp);
  }

  /** The newest {@code maxLength} events strictly before {@code timestamp}. */
  public BehaviorSequence before(long timestamp, int maxLength) {
    int from = firstBefore(timestamp);
    int to = (int) Math.min(newestFirst.size(), (long) from + maxLength);
    return new BehaviorSequence(newestFirst.subList(from, to));
  }

  /** The oldest {@code count} events, newest of them first. */
  public BehaviorSequence oldest(int count) {
    return new BehaviorSequence(
        newestFirst.subList(newestFirst.size() - count, newestFirst.size()));
  }

  private int firstBefore(long timestamp) {
    int low = 0;
    int high = newestFirst.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (newestFirst.get(middle).timestamp() < timestamp) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
