package io.ctrrank.plugin.user;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user in the making: the events that the model reads, and vectors as they come in. What has no
 * vector when the user is needed is masked out. Thread-safe.
 */
final class UserDraft {
  private final FeatureSchema schema;
  private final List<BehaviorEvent> events;
  private final boolean needsVectors;
  private final Map<String, short[]> vectors = new HashMap<>();
  private final Set<String> lacking = new LinkedHashSet<>();
  private short @Nullable [] profile;
  private boolean lacksProfile;
  private short @Nullable [] query;
  private boolean lacksQuery;

  /**
   * @param events newest first, of types that the model knows, no more than it reads
   * @param needsVectors whether the model reads vectors
   * @param needsProfile whether there is a profile text whose vector the model reads
   * @param needsQuery whether there is a text of the search whose vector the model reads
   */
  UserDraft(
      FeatureSchema schema,
      List<BehaviorEvent> events,
      boolean needsVectors,
      boolean needsProfile,
      boolean needsQuery) {
    this.schema = schema;
    this.events = List.copyOf(events);
    this.needsVectors = needsVectors;
    this.lacksProfile = needsProfile;
    this.lacksQuery = needsQuery;
    if (needsVectors) {
      this.events.forEach(event -> lacking.add(event.item()));
    }
  }

  /** The distinct items of the history that still lack a vector. */
  synchronized Set<String> lacking() {
    return new LinkedHashSet<>(lacking);
  }

  /** Whether nothing is lacking any more. */
  synchronized boolean isComplete() {
    return lacking.isEmpty() && !lacksProfile && !lacksQuery;
  }

  /** Whether the vector of the profile is lacking. */
  synchronized boolean lacksProfile() {
    return lacksProfile;
  }

  /** Whether the vector of the text of the search is lacking. */
  synchronized boolean lacksQuery() {
    return lacksQuery;
  }

  /** Sets the vector of an item; null changes nothing. */
  synchronized void setVector(String item, short @Nullable [] vector) {
    if (vector != null && needsVectors) {
      vectors.put(item, vector);
      lacking.remove(item);
    }
  }

  /** No index has these items: they are not lacking, there is nothing to have. */
  synchronized void setAbsent(Collection<String> items) {
    lacking.removeAll(items);
  }

  /** Sets the vector of the profile; null changes nothing. */
  synchronized void setProfile(short @Nullable [] vector) {
    if (vector != null) {
      profile = vector;
      lacksProfile = false;
    }
  }

  /** Sets the vector of the text of the search; null changes nothing. */
  synchronized void setQuery(short @Nullable [] vector) {
    if (vector != null) {
      query = vector;
      lacksQuery = false;
    }
  }

  /** The user in model form, as far as it is known by now. */
  synchronized UserContext context() {
    List<HistoryItem> history = new ArrayList<>(events.size());
    for (BehaviorEvent event : events) {
      history.add(
          new HistoryItem(
              event.item(),
              schema.itemIds().row(event.item()),
              schema.history().typeNumber(event.type()),
              vectors.get(event.item())));
    }
    return new UserContext(history, profile, query);
  }
}
