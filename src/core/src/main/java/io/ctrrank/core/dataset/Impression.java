package io.ctrrank.core.dataset;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.behavior.BehaviorEvent;
import org.jspecify.annotations.Nullable;

/**
 * One item shown to one user, with what the user did.
 *
 * @param user id of the user
 * @param item id of the item
 * @param timestamp seconds since the epoch
 * @param type event type that this impression adds to the user's behaviour sequence
 * @param click the label
 * @param query text of the search that showed it; null for none
 */
public record Impression(
    String user, String item, long timestamp, String type, boolean click, @Nullable String query) {
  public Impression {
    requireNonNull(user, "user is null");
    requireNonNull(item, "item is null");
    requireNonNull(type, "type is null");
  }

  /** An impression of a search without a text, or of one that is not known. */
  public Impression(String user, String item, long timestamp, String type, boolean click) {
    this(user, item, timestamp, type, click, null);
  }

  /** What this impression leaves in the behaviour sequence. */
  public BehaviorEvent event() {
    return new BehaviorEvent(item, timestamp, type);
  }
}
