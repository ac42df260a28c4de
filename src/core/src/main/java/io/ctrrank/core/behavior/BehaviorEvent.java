package io.ctrrank.core.behavior;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * One event of a user's behaviour sequence.
 *
 * @param item id of the item that was shown
 * @param timestamp seconds since the epoch; 0 when the caller does not know it
 * @param type what the user did, one of the types the model's {@code HistorySchema} names; {@value
 *     #CLICK} and {@value #SKIP} are the usual ones
 */
public record BehaviorEvent(String item, long timestamp, String type) {
  /** Shown and clicked. */
  public static final String CLICK = "click";

  /** Shown and not clicked. */
  public static final String SKIP = "skip";

  /** The order of histories: the newest first, events of one second in the order of their items. */
  public static final Comparator<BehaviorEvent> NEWEST_FIRST =
      Comparator.comparingLong(BehaviorEvent::timestamp)
          .reversed()
          .thenComparing(BehaviorEvent::item);

  public BehaviorEvent {
    requireNonNull(item, "item is null");
    requireNonNull(type, "type is null");
    if (item.isEmpty()) {
      throw new IllegalArgumentException("item of a behaviour event is empty; give the item's id");
    }
  }

  /** A click whose time is not known. */
  public static BehaviorEvent click(String item) {
    return new BehaviorEvent(item, 0, CLICK);
  }
}
