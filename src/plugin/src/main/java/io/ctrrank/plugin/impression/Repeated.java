package io.ctrrank.plugin.impression;

import java.io.IOException;
import java.util.Objects;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/**
 * Rows of up to eight texts, most of them the same from row to row: a byte says which are others
 * than those of the row before, and those follow. Not thread-safe.
 */
final class Repeated {
  private final @Nullable String[] last;

  Repeated(int columns) {
    if (columns > Byte.SIZE) {
      throw new IllegalArgumentException("columns are [" + columns + "]; expected at most 8");
    }
    this.last = new String[columns];
  }

  /**
   * Writes the next row.
   *
   * @param row of a text or null for each column
   */
  void write(StreamOutput out, @Nullable String... row) throws IOException {
    int others = 0;
    for (int column = 0; column < last.length; column++) {
      if (!Objects.equals(row[column], last[column])) {
        others |= 1 << column;
        last[column] = row[column];
      }
    }
    out.writeByte((byte) others);
    for (int column = 0; others != 0; column++, others >>>= 1) {
      if ((others & 1) != 0) {
        out.writeOptionalString(last[column]);
      }
    }
  }

  /** Reads the next row, which is there until the next is read. */
  @Nullable String[] read(StreamInput in) throws IOException {
    int others = in.readByte() & 0xff;
    for (int column = 0; others != 0; column++, others >>>= 1) {
      if ((others & 1) != 0) {
        last[column] = in.readOptionalString();
      }
    }
    return last;
  }
}
