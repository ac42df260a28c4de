package io.ctrrank.trainer.kddcup.synthetic;

import java.io.IOException;
import java.io.OutputStream;

/** Writes lines of whole numbers, TAB between columns and {@code |} between tokens. */
final class RowWriter {
  private static final int MOST_DIGITS = 20;
  private static final int CAPACITY = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private final byte[] digits = new byte[MOST_DIGITS];
  private int size;
  private boolean first = true;

  RowWriter(OutputStream out) {
    this.out = out;
  }

  /** The next column. */
  RowWriter number(long value) throws IOException {
    return separated('\t', value);
  }

  /** The next column, an unsigned 64-bit number. */
  RowWriter unsigned(long value) throws IOException {
    return separated('\t', value);
  }

  /** Another token of the present column. */
  RowWriter token(long value) throws IOException {
    return separated('|', value);
  }

  private RowWriter separated(char separator, long value) throws IOException {
    if (size + MOST_DIGITS + 2 > CAPACITY) {
      flush();
    }
    if (!first) {
      buffer[size++] = (byte) separator;
    }
    first = false;
    int count = 0;
    long rest = value;
    do {
      long quotient = Long.divideUnsigned(rest, 10);
      digits[count++] = (byte) ('0' + (rest - 10 * quotient));
      rest = quotient;
    } while (rest != 0);
    while (count > 0) {
      buffer[size++] = digits[--count];
    }
    return this;
  }

  /** Ends the line. */
  void end() {
    buffer[size++] = '\n';
    first = true;
  }

  /** Hands everything on. */
  void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }
}
