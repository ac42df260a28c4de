package io.ctrrank.runtime.redis;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.cache.CachedVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A vector as bytes, little endian: 1 byte format version, 8 bytes stamp, 8 bytes fingerprint, 2
 * bytes number of components, the components in half precision, 4 bytes CRC-32C. The checksum is
 * over the place where the value lies and then over what precedes it, so that a value under a wrong
 * key is none. {@code docs/redis.md} tells it to others.
 */
public final class VectorValue {
  static final byte FORMAT = 1;
  static final int STAMP = 1;
  static final int FINGERPRINT = 9;
  static final int COMPONENTS = 17;
  static final int VECTOR = 19;

  /** Bytes of a value beyond 2 for each component. */
  static final int FRAME_BYTES = VECTOR + Integer.BYTES;

  /** Most components that a value can hold. */
  static final int MOST_COMPONENTS = 0xFFFF;

  private VectorValue() {}

  /**
   * The bytes to keep.
   *
   * @param place where they will lie: a key, or a key and a field
   */
  public static byte[] encode(CachedVector vector, byte[]... place) {
    short[] components = vector.vector();
    if (components.length < 1 || components.length > MOST_COMPONENTS) {
      throw new IllegalArgumentException(
          "vector has [" + components.length + "] components; expected 1 to " + MOST_COMPONENTS);
    }
    byte[] value = new byte[FRAME_BYTES + components.length * Short.BYTES];
    ByteBuffer bytes =
        ByteBuffer.wrap(value)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(FORMAT)
            .putLong(vector.stamp())
            .putLong(vector.fingerprint())
            .putShort((short) components.length);
    for (short component : components) {
      bytes.putShort(component);
    }
    bytes.putInt(checksum(value, place));
    return value;
  }

  /**
   * Reads a value.
   *
   * @param place where it lay
   * @return null unless every byte is what {@link #encode} would have written there, and every
   *     component a number
   */
  public static @Nullable CachedVector decode(byte[] value, byte[]... place) {
    if (value.length <= FRAME_BYTES || value[0] != FORMAT) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    int components = Short.toUnsignedInt(bytes.getShort(COMPONENTS));
    if (value.length != FRAME_BYTES + components * Short.BYTES
        || bytes.getInt(value.length - Integer.BYTES) != checksum(value, place)) {
      return null;
    }
    short[] vector = new short[components];
    bytes.position(VECTOR);
    bytes.asShortBuffer().get(vector);
    return Fp16.isFinite(vector)
        ? new CachedVector(bytes.getLong(FINGERPRINT), bytes.getLong(STAMP), vector)
        : null;
  }

  private static int checksum(byte[] value, byte[][] place) {
    CRC32C checksum = new CRC32C();
    for (byte[] part : place) {
      checksum.update(part);
    }
    checksum.update(value, 0, value.length - Integer.BYTES);
    return (int) checksum.getValue();
  }
}
