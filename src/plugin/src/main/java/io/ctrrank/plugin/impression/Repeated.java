package io.ctrrank.plugin.impression;

import java.io.IOException;
import java.util.Objects;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/**
 * Texts in columns, most of them the same from row to row, which are written once. What writes and
 * what reads them goes through the same columns in the same order. Not thread-safe.
 */
final class Repeated {
  private static final byte SAME = 0;
  private static final byte NONE = 1;
  private static final byte OTHER = 2;

  private final @Nullable String[] last;

  Repeated(int columns) {
    this.last = new String[columns];
  }

  void write(StreamOutput out, int column, @Nullable String text) throws IOException {
    if (Objects.equals(text, last[column])) {
      out.writeByte(SAME);
    } else if (text == null) {
      out.writeByte(NONE);
    } else {
      out.writeByte(OTHER);
      out.writeString(text);
    }
    last[column] = text;
  }

  @Nullable String read(StreamInput in, int column) throws IOException {
    byte kind = in.readByte();
    last[column] =
        switch (kind) {
          case SAME -> last[column];
          case NONE -> null;
          case OTHER -> in.readString();
          default -> throw new IllegalStateException("text of unknown kind [" + kind + "]");
        };
    return last[column];
  }
}
