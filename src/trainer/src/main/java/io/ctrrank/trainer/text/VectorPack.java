package io.ctrrank.trainer.text;

import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One file of the vector store, written once. Big-endian: magic, version, dimension, count; then
 * for each vector the 32 bytes of its key and its floats; last the CRC-32C of all that as a long.
 */
final class VectorPack {
  static final String SUFFIX = ".pack";

  private static final int MAGIC = 0x43545256;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 4 * Integer.BYTES;
  private static final int KEY_BYTES = 32;

  private VectorPack() {}

  /** A pack whose content is not what was written. */
  static final class BrokenPackException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenPackException(String message) {
      super(message);
    }
  }

  /** Writes a pack named after its content; either the whole file appears or nothing does. */
  static Path write(Path folder, int dimension, Map<TextKey, float[]> vectors) throws IOException {
    int bytes = HEADER_BYTES + vectors.size() * entryBytes(dimension) + Long.BYTES;
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    buffer.putInt(MAGIC).putInt(VERSION).putInt(dimension).putInt(vectors.size());
    vectors.forEach(
        (key, vector) -> {
          buffer.put(HexFormat.of().parseHex(key.sha256()));
          buffer.asFloatBuffer().put(vector);
          buffer.position(buffer.position() + dimension * Float.BYTES);
        });
    buffer.putLong(checksum(buffer.array(), buffer.position()));
    Path target = folder.resolve(Sha256.of(buffer.array()).substring(0, 32) + SUFFIX);
    Path unfinished = Files.createTempFile(folder, "pack", ".tmp");
    try {
      Files.write(unfinished, buffer.array());
      return Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Reads a pack.
   *
   * @throws BrokenPackException if the file is cut, changed, or not of this format
   */
  static Map<TextKey, float[]> read(Path file, int dimension) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    require(bytes.length >= HEADER_BYTES + Long.BYTES, "it has only " + bytes.length + " bytes");
    long checksum = checksum(bytes, bytes.length - Long.BYTES);
    require(buffer.getLong(bytes.length - Long.BYTES) == checksum, "its checksum differs");
    require(buffer.getInt() == MAGIC && buffer.getInt() == VERSION, "its header differs");
    int found = buffer.getInt();
    require(found == dimension, "its vectors have [" + found + "] components");
    int count = buffer.getInt();
    require(
        bytes.length == HEADER_BYTES + (long) count * entryBytes(dimension) + Long.BYTES,
        "its length differs");
    Map<TextKey, float[]> vectors = LinkedHashMap.newLinkedHashMap(count);
    byte[] key = new byte[KEY_BYTES];
    for (int i = 0; i < count; i++) {
      buffer.get(key);
      float[] vector = new float[dimension];
      buffer.asFloatBuffer().get(vector);
      buffer.position(buffer.position() + dimension * Float.BYTES);
      vectors.put(new TextKey(HexFormat.of().formatHex(key)), vector);
    }
    return vectors;
  }

  private static int entryBytes(int dimension) {
    return KEY_BYTES + dimension * Float.BYTES;
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  private static void require(boolean good, String reason) throws BrokenPackException {
    if (!good) {
      throw new BrokenPackException(reason);
    }
  }
}
