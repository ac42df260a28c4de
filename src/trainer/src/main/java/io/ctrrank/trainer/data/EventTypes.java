package io.ctrrank.trainer.data;

import io.ctrrank.core.dataset.Impression;
import java.util.List;
import java.util.Set;

/**
 * The event types of a log: what an impression can leave in the behaviour sequence.
 *
 * @param types all types, in the order in which models number them
 * @param clickTypes those that stand for a click
 */
public record EventTypes(List<String> types, Set<String> clickTypes) {
  public EventTypes {
    types = List.copyOf(types);
    clickTypes = Set.copyOf(clickTypes);
    if (!types.containsAll(clickTypes)) {
      throw new IllegalArgumentException(
          "click types are " + clickTypes + "; expected some of the types " + types);
    }
  }

  /** Refuses an impression whose type is unknown or at odds with its label. */
  void require(Impression impression) {
    if (!types.contains(impression.type())) {
      throw new IllegalArgumentException(
          "impression of item ["
              + impression.item()
              + "] has event type ["
              + impression.type()
              + "]; expected one of "
              + types
              + "; give the log's types with it");
    }
    if (clickTypes.contains(impression.type()) != impression.click()) {
      throw new IllegalArgumentException(
          "impression of item ["
              + impression.item()
              + "] has event type ["
              + impression.type()
              + "] and is labelled "
              + (impression.click() ? "a click" : "no click")
              + "; expected clicks to be of types "
              + clickTypes
              + "; correct type or label");
    }
  }
}
