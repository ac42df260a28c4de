package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.regex.Pattern;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.io.stream.Writeable;

/**
 * The items that are shown most.
 *
 * @param index name, alias or pattern of the indices that hold them
 * @param by numeric field that says how much an item is shown, most first
 * @param size most items
 */
public record HeadItems(String index, String by, int size) implements Writeable {
  private static final int LARGEST = 100_000_000;

  /** No wildcard, list, exclusion, date or other cluster, nor {@code _all}. */
  private static final Pattern ONE_NAME = Pattern.compile("[^-+_*?,<>:][^*?,<>:]*");

  public HeadItems {
    requireNonNull(index, "index is null");
    requireNonNull(by, "by is null");
    if (index.isBlank()) {
      throw new IllegalArgumentException(
          "[index] is missing; expected the index that holds the items");
    }
    if (by.isBlank()) {
      throw new IllegalArgumentException(
          "[by] is missing; expected the numeric field to order the items by, most shown first");
    }
    if (size < 1 || size > LARGEST) {
      throw new IllegalArgumentException(
          "[size] is [" + size + "]; expected a number of items from 1 to [" + LARGEST + "]");
    }
  }

  /**
   * Makes sure that the index goes on to mean what it means now, but for those who may change an
   * alias or a data stream.
   *
   * @throws IllegalArgumentException (400) if it is a pattern, or several
   */
  void requireOneName() {
    if (!ONE_NAME.matcher(index).matches()) {
      throw new IllegalArgumentException(
          "[index] is ["
              + index
              + "]; expected the name of one index, alias or data stream, because schedules read"
              + " it with rights of their own; put an alias on the indices and name that");
    }
  }

  /** Reads what {@link #writeTo} wrote. */
  public HeadItems(StreamInput in) throws IOException {
    this(in.readString(), in.readString(), in.readVInt());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeString(index);
    out.writeString(by);
    out.writeVInt(size);
  }
}
