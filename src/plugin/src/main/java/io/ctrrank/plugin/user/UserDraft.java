package io.ctrrank.plugin.user;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user in the making: the events that the model reads, and vectors as they come in. What never
 * gets a vector is masked out.
 */
final class UserDraft {
  private final FeatureSchema schema;
  private final List<BehaviorEvent> events;
  private final Map<String, short[]> vectors = new HashMap<>();
  private short @Nullable [] profile;

  /**
   * @param events newest first, no more than the schema reads
   */
  UserDraft(FeatureSchema schema, List<BehaviorEvent> events) {
    this.schema = schema;
    this.events = events;
  }

  /** The distinct items of the history. */
  Set<String> items() {
    Set<String> items = new LinkedHashSet<>();
    events.forEach(event -> items.add(event.item()));
    return items;
  }

  /** Sets the vector of an item; null changes nothing. */
  void setVector(String item, short @Nullable [] vector) {
    if (vector != null) {
      vectors.put(item, vector);
    }
  }

  /** Sets the vector of the profile; null changes nothing. */
  void setProfile(short @Nullable [] vector) {
    if (vector != null) {
      profile = vector;
    }
  }

  /** The user in model form. */
  UserContext context() {
    List<HistoryItem> history =
        events.stream()
            .map(
                event ->
                    new HistoryItem(
                        event.item(),
                        schema.itemIds().row(event.item()),
                        schema.history().typeNumber(event.type()),
                        vectors.get(event.item())))
            .toList();
    return new UserContext(history, profile);
  }
}
