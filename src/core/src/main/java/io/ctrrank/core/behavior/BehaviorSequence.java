package io.ctrrank.core.behavior;

import java.util.List;

/**
 * A user's events, newest first. Immutable.
 *
 * @param events newest first; events of one timestamp keep the order they were given in
 */
public record BehaviorSequence(List<BehaviorEvent> events) {
  private static final BehaviorSequence EMPTY = new BehaviorSequence(List.of());

  public BehaviorSequence {
    events = List.copyOf(events);
  }

  /** The sequence of a user about whom nothing is known. */
  public static BehaviorSequence empty() {
    return EMPTY;
  }

  /** The newest {@code length} events. */
  public BehaviorSequence newest(int length) {
    return events.size() <= length ? this : new BehaviorSequence(events.subList(0, length));
  }

  public int size() {
    return events.size();
  }
}
