package io.ctrrank.trainer.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of a file in place, of any length. Mapped until nobody holds it any more: the file may be
 * closed.
 */
public final class MappedValues {
  /** A buffer ends at 2 GB; half of that keeps every element within one part. */
  private static final int PART_BITS = 30;

  private static final long PART_BYTES = 1L << PART_BITS;

  private final List<ByteBuffer> parts;

  private MappedValues(List<ByteBuffer> parts) {
    this.parts = parts;
  }

  /** Maps {@code bytes} bytes from {@code begin} on. */
  static MappedValues map(FileChannel file, long begin, long bytes) throws IOException {
    List<ByteBuffer> parts = new ArrayList<>();
    for (long from = 0; from < bytes; from += PART_BYTES) {
      parts.add(
          file.map(FileChannel.MapMode.READ_ONLY, begin + from, Math.min(PART_BYTES, bytes - from))
              .order(ByteOrder.LITTLE_ENDIAN));
    }
    return new MappedValues(parts);
  }

  /** An element. */
  float value(Dtype type, long index) {
    long position = index * type.bytes();
    ByteBuffer part = parts.get((int) (position >> PART_BITS));
    return type.value(part, (int) (position & (PART_BYTES - 1)));
  }
}
