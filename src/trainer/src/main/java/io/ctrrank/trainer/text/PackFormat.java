package io.ctrrank.trainer.text;

import java.nio.ByteBuffer;

/**
 * How what an encoder makes of a text stands in a file of the store.
 *
 * @param <T> what an encoder makes of one text
 */
interface PackFormat<T> {
  /** Tells formats apart in the first bytes of a file. */
  int magic();

  /** Width of its vectors, which the file's header tells. */
  int dimension();

  /** Bytes that a value takes. */
  int bytes(T value);

  /** Writes a value at the buffer's position, which moves behind it. */
  void write(ByteBuffer buffer, T value);

  /** Reads what {@link #write} wrote; the position moves behind it. */
  T read(ByteBuffer buffer);
}
