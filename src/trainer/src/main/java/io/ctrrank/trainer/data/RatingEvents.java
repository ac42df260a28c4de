package io.ctrrank.trainer.data;

import io.ctrrank.core.behavior.BehaviorEvent;
import java.util.List;
import java.util.Set;

/**
 * How a rating becomes an event of the behaviour sequence. A rating of 4 or more is a click, as in
 * most work on this data; the types are finer than click and skip because how much a user liked
 * what was shown is known to help the model.
 */
final class RatingEvents {
  static final String DISLIKE = "dislike";
  static final String FAVORITE = "favorite";

  static final EventTypes TYPES =
      new EventTypes(
          List.of(DISLIKE, BehaviorEvent.SKIP, BehaviorEvent.CLICK, FAVORITE),
          Set.of(BehaviorEvent.CLICK, FAVORITE));

  private RatingEvents() {}

  /** The event type of a rating between 0.5 and 5. */
  static String type(double rating) {
    if (rating >= 5) {
      return FAVORITE;
    }
    if (rating >= 4) {
      return BehaviorEvent.CLICK;
    }
    return rating > 2.5 ? BehaviorEvent.SKIP : DISLIKE;
  }
}
