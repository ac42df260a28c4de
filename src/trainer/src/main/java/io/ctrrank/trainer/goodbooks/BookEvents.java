package io.ctrrank.trainer.goodbooks;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.trainer.data.EventTypes;
import java.util.List;
import java.util.Set;

/**
 * How a rating becomes an event of the behaviour sequence. Two ratings in three are 4 or 5, so only
 * a 5 is a click; a 4 has a type of its own, as a reader who gave it did not dislike the book.
 */
final class BookEvents {
  static final int LOWEST = 1;
  static final int HIGHEST = 5;

  private static final String DISLIKE = "dislike";
  private static final String LIKE = "like";

  static final EventTypes TYPES =
      new EventTypes(
          List.of(DISLIKE, BehaviorEvent.SKIP, LIKE, BehaviorEvent.CLICK),
          Set.of(BehaviorEvent.CLICK));

  private BookEvents() {}

  /** The event type of a rating between {@value #LOWEST} and {@value #HIGHEST}. */
  static String type(int rating) {
    return switch (rating) {
      case 5 -> BehaviorEvent.CLICK;
      case 4 -> LIKE;
      case 3 -> BehaviorEvent.SKIP;
      default -> DISLIKE;
    };
  }

  /** Whether a rating is a click. */
  static boolean isClick(int rating) {
    return rating == HIGHEST;
  }
}
