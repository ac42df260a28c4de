package io.ctrrank.plugin.user;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** By event, as sets and maps of ids would take longer to make than the vectors to be found. */
  private final short[] @Nullable [] vectors;

  private final boolean[] absent;
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
    this.vectors = new short[events.size()][];
    this.absent = new boolean[events.size()];
  }

  /** The distinct items of the history that still lack a vector. */
  synchronized Set<String> lacking() {
    Set<String> lacking = new LinkedHashSet<>();
    for (int i = 0; i < vectors.length; i++) {
      if (lacks(i)) {
        lacking.add(item(i));
      }
    }
    return lacking;
  }

  private boolean lacks(int event) {
    return needsVectors && vectors[event] == null && !absent[event];
  }

  private String item(int event) {
    return events.get(event).item();
  }

  /** Whether nothing is lacking any more. */
  synchronized boolean isComplete() {
    return !lacksItem() && !lacksProfile && !lacksQuery;
  }

  /** Whether the vector of an item of the history is lacking. */
  synchronized boolean lacksItem() {
    for (int i = 0; i < vectors.length; i++) {
      if (lacks(i)) {
        return true;
      }
    }
    return false;
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
      for (int i = 0; i < vectors.length; i++) {
        if (item(i).equals(item)) {
          vectors[i] = vector;
        }
      }
    }
  }

  /**
   * Sets what is there of those that lack.
   *
   * @param vectorOf an item's vector, null where there is none
   */
  synchronized void setVectors(VectorOf vectorOf) {
    for (int i = 0; i < vectors.length; i++) {
      if (lacks(i)) {
        vectors[i] = vectorOf.find(item(i));
      }
    }
  }

  /** Finds vectors of items. */
  @FunctionalInterface
  interface VectorOf {
    short @Nullable [] find(String item);
  }

  /** No index has these items: they are not lacking, there is nothing to have. */
  synchronized void setAbsent(Set<String> items) {
    for (int i = 0; i < absent.length; i++) {
      absent[i] |= items.contains(item(i));
    }
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
    for (int i = 0; i < vectors.length; i++) {
      BehaviorEvent event = events.get(i);
      history.add(
          new HistoryItem(
              event.item(),
              schema.itemIds().row(event.item()),
              schema.history().typeNumber(event.type()),
              vectors[i]));
    }
    return new UserContext(history, profile, query);
  }
}
