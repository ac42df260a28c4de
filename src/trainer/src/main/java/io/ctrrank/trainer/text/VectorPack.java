package io.ctrrank.trainer.text;

import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One file of the vector store, written once. Big-endian: the format's magic, version, dimension,
 * count; then for each text the 32 bytes of its key and its value as the format writes it; last the
 * CRC-32C of all that as a long.
 */
final class VectorPack {
  static final String SUFFIX = ".pack";

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
  static <T> Path write(Path folder, PackFormat<T> format, Map<TextKey, T> values)
      throws IOException {
    int bytes = HEADER_BYTES + Long.BYTES;
    for (T value : values.values()) {
      bytes = Math.addExact(bytes, KEY_BYTES + format.bytes(value));
    }
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    buffer.putInt(format.magic()).putInt(VERSION).putInt(format.dimension()).putInt(values.size());
    values.forEach(
        (key, value) -> {
          buffer.put(HexFormat.of().parseHex(key.sha256()));
          format.write(buffer, value);
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
  static <T> Map<TextKey, T> read(Path file, PackFormat<T> format) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    require(bytes.length >= HEADER_BYTES + Long.BYTES, "it has only " + bytes.length + " bytes");
    int end = bytes.length - Long.BYTES;
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    require(buffer.getLong(end) == checksum(bytes, end), "its checksum differs");
    buffer.limit(end);
    require(buffer.getInt() == format.magic() && buffer.getInt() == VERSION, "its header differs");
    int found = buffer.getInt();
    require(found == format.dimension(), "its vectors have [" + found + "] components");
    int count = buffer.getInt();
    Map<TextKey, T> values = LinkedHashMap.newLinkedHashMap(count);
    byte[] key = new byte[KEY_BYTES];
    try {
      for (int i = 0; i < count; i++) {
        buffer.get(key);
        values.put(new TextKey(HexFormat.of().formatHex(key)), format.read(buffer));
      }
    } catch (BufferUnderflowException e) {
      throw new BrokenPackException("it is shorter than its header says");
    }
    require(!buffer.hasRemaining(), "it is longer than its header says");
    return values;
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
