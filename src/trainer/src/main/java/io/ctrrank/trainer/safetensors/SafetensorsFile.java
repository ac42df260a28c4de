package io.ctrrank.trainer.safetensors;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one safetensors file: 8 bytes with the header's length, little-endian, the header, and the
 * values, which tensors fill one after the other without gap or overlap.
 */
final class SafetensorsFile {
  /** The format's own limit. */
  private static final long MOST_HEADER_BYTES = 100_000_000;

  private final Path file;
  private final FileChannel channel;

  private SafetensorsFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Checks all of a file's header and maps its tensors.
   *
   * @return its tensors by name
   * @throws IOException if the file cannot be read or is not as the format says
   */
  static Map<String, Tensor> map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SafetensorsFile(file, channel).tensors();
    } catch (JsonParseException e) {
      throw new IOException(
          "file ["
              + file
              + "] is not in the safetensors format: "
              + e.getMessage()
              + "; download it again",
          e);
    }
  }

  private Map<String, Tensor> tensors() throws IOException {
    long bytes = channel.size();
    if (bytes < Long.BYTES) {
      throw new JsonParseException(
          "it has [" + bytes + "] bytes; expected at least [" + Long.BYTES + "]");
    }
    long length = read(0, Long.BYTES).getLong();
    long most = Math.min(MOST_HEADER_BYTES, bytes - Long.BYTES);
    if (length < 2 || length > most) {
      throw new JsonParseException(
          "its header has [" + length + "] bytes; expected [2] to [" + most + "]");
    }
    long begin = Long.BYTES + length;
    Map<String, SafetensorsHeader.Entry> entries = SafetensorsHeader.read(header((int) length));
    requireFilled(entries, bytes - begin);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, SafetensorsHeader.Entry> named : entries.entrySet()) {
      SafetensorsHeader.Entry entry = named.getValue();
      Dtype type = type(named.getKey(), entry);
      requireSize(named.getKey(), entry, type);
      MappedValues values =
          MappedValues.map(channel, begin + entry.begin(), entry.end() - entry.begin());
      tensors.put(named.getKey(), new Tensor(file, named.getKey(), type, entry.shape(), values));
    }
    return tensors;
  }

  private ByteBuffer read(long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new JsonParseException("it ends while it is read; expected no change");
      }
    }
    return buffer.flip();
  }

  private String header(int length) throws IOException {
    ByteBuffer text = read(Long.BYTES, length);
    if (text.get(0) != '{') {
      throw new JsonParseException(
          "its header begins with byte [" + (text.get(0) & 0xff) + "]; expected {");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new JsonParseException("its header is not UTF-8", e);
    }
  }

  private static Dtype type(String name, SafetensorsHeader.Entry entry) {
    return Arrays.stream(Dtype.values())
        .filter(known -> known.name().equals(entry.dtype()))
        .findFirst()
        .orElseThrow(
            () ->
                new JsonParseException(
                    "tensor ["
                        + name
                        + "] has dtype ["
                        + entry.dtype()
                        + "]; expected one of "
                        + List.of(Dtype.values())));
  }

  private static void requireSize(String name, SafetensorsHeader.Entry entry, Dtype type) {
    long expected;
    try {
      expected = entry.shape().stream().reduce((long) type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new JsonParseException(
          "tensor [" + name + "] has shape " + entry.shape() + ", more than a file can hold", e);
    }
    if (entry.end() - entry.begin() != expected) {
      throw new JsonParseException(
          "tensor ["
              + name
              + "] of shape "
              + entry.shape()
              + " has ["
              + (entry.end() - entry.begin())
              + "] bytes; expected ["
              + expected
              + "]");
    }
  }

  /** Demands ranges within the values that neither overlap nor leave gaps. */
  private static void requireFilled(Map<String, SafetensorsHeader.Entry> entries, long bytes) {
    List<Map.Entry<String, SafetensorsHeader.Entry>> inOrder =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, SafetensorsHeader.Entry> e) -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long end = 0;
    for (Map.Entry<String, SafetensorsHeader.Entry> named : inOrder) {
      SafetensorsHeader.Entry entry = named.getValue();
      if (entry.begin() > entry.end() || entry.end() > bytes) {
        throw new JsonParseException(
            "tensor ["
                + named.getKey()
                + "] lies at ["
                + entry.begin()
                + ", "
                + entry.end()
                + "]; expected a range within ["
                + bytes
                + "] bytes of values");
      }
      if (entry.begin() != end) {
        throw new JsonParseException(
            "tensor ["
                + named.getKey()
                + "] begins at ["
                + entry.begin()
                + "] but the one before it ends at ["
                + end
                + "]; expected neither overlap nor gap");
      }
      end = entry.end();
    }
    if (end != bytes) {
      throw new JsonParseException(
          "its tensors end at ["
              + end
              + "] of ["
              + bytes
              + "] bytes of values; expected them to fill it");
    }
  }
}
