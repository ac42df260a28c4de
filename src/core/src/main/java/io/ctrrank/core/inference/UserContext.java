package io.ctrrank.core.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The side of an inference that is not the candidates', resolved once per request and the same on
 * every shard.
 *
 * @param history the newest events that the model reads, newest first, at most the schema's length
 * @param userVector adapted vector of the profile text, d components in half precision; null when
 *     the request gives no profile or the model reads none
 * @param queryVector adapted vector of the text of the search, as an item's; null when the request
 *     gives none or the model reads none
 */
public record UserContext(
    List<HistoryItem> history, short @Nullable [] userVector, short @Nullable [] queryVector) {

  /**
   * One event of the history in model form.
   *
   * @param item the item's id
   * @param itemRow row of the item-id vocabulary
   * @param type number of the event type, 1 and up
   * @param vector adapted vector, d components in half precision; null when it is not known, then
   *     it is masked out of everything that reads vectors
   */
  public record HistoryItem(String item, int itemRow, int type, short @Nullable [] vector) {
    // Not compact: javac leaves the annotation of an array out of a compact constructor.
    public HistoryItem(String item, int itemRow, int type, short @Nullable [] vector) {
      this.item = requireNonNull(item, "item is null");
      this.itemRow = itemRow;
      this.type = type;
      this.vector = vector;
    }
  }

  // Not compact: javac leaves the annotation of an array out of a compact constructor.
  public UserContext(
      List<HistoryItem> history, short @Nullable [] userVector, short @Nullable [] queryVector) {
    this.history = List.copyOf(history);
    this.userVector = userVector;
    this.queryVector = queryVector;
  }

  /** The user's side of a search without a text that the model reads. */
  public UserContext(List<HistoryItem> history, short @Nullable [] userVector) {
    this(history, userVector, null);
  }

  /** A user about whom nothing is known. */
  public static UserContext anonymous() {
    return new UserContext(List.of(), null);
  }
}
