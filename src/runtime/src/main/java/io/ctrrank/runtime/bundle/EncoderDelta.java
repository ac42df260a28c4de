package io.ctrrank.runtime.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.core.vector.Fp16;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What training changed of an encoder: low-rank additions to some of its matrices, a few hundred
 * kilobytes in place of a copy of all weights. In a file it is in the safetensors format, {@code
 * <initializer>.lora_a} of shape {@code [in, r]} and {@code <initializer>.lora_b} of shape {@code
 * [r, out]}, both in half precision, and names the encoder it belongs to by hash. The factor alpha
 * / r is in {@code lora_b}. Merging gives the same bytes on every machine.
 *
 * @param baseSha256 SHA-256 of the encoder that the additions belong to
 * @param additions by name of the initializer in the ONNX file, of shape {@code [in, out]} there
 */
public record EncoderDelta(String baseSha256, Map<String, LowRank> additions) {
  /** Name of the file in a bundle's source folder. */
  public static final String FILE = "encoder.lora";

  private static final int MOST_HEADER_BYTES = 1 << 20;
  private static final String DOWN = ".lora_a";
  private static final String UP = ".lora_b";
  private static final String METADATA = "__metadata__";
  private static final String BASE = "base_sha256";

  public EncoderDelta {
    requireNonNull(baseSha256, "baseSha256 is null");
    Map<String, LowRank> rounded = new TreeMap<>();
    additions.forEach((name, addition) -> rounded.put(name, rounded(addition)));
    additions = Collections.unmodifiableMap(rounded);
  }

  /** As the file holds it, so that what is written and what is read merge to the same bits. */
  private static LowRank rounded(LowRank addition) {
    return new LowRank(
        addition.rank(),
        Fp16.decode(Fp16.encode(addition.down())),
        Fp16.decode(Fp16.encode(addition.up())));
  }

  /**
   * The encoder with the additions merged into its weights.
   *
   * @param base bytes of the encoder's ONNX file; not changed
   * @return bytes of an ONNX file of the same length
   * @throws IOException if it is another encoder than the additions belong to
   */
  public byte[] mergedInto(byte[] base) throws IOException {
    String found = Sha256.of(base);
    if (!found.equals(baseSha256)) {
      throw new IOException(
          "encoder has sha256 ["
              + found
              + "]; expected ["
              + baseSha256
              + "], to which the low-rank additions belong; take the encoder they were made with");
    }
    OnnxInitializers initializers = OnnxInitializers.of(base);
    byte[] merged = base.clone();
    for (Map.Entry<String, LowRank> addition : additions.entrySet()) {
      merge(addition.getKey(), addition.getValue(), initializers, merged);
    }
    return merged;
  }

  private static void merge(
      String name, LowRank addition, OnnxInitializers initializers, byte[] merged)
      throws IOException {
    int bytes = addition.in() * addition.out() * Float.BYTES;
    OnnxInitializers.Range range =
        initializers
            .rawData(name)
            .filter(values -> values.length() == bytes)
            .orElseThrow(
                () ->
                    new IOException(
                        "encoder has no initializer ["
                            + name
                            + "] of ["
                            + bytes
                            + "] bytes; expected one of shape ["
                            + addition.in()
                            + ", "
                            + addition.out()
                            + "]; make the additions again"));
    ByteBuffer values =
        ByteBuffer.wrap(merged, range.from(), range.length())
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] matrix = new float[bytes / Float.BYTES];
    values.asFloatBuffer().get(matrix);
    values.asFloatBuffer().put(addition.addedTo(matrix));
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    JsonObject header = new JsonObject();
    JsonObject metadata = new JsonObject();
    metadata.addProperty(BASE, baseSha256);
    header.add(METADATA, metadata);
    int end = 0;
    for (Map.Entry<String, LowRank> entry : additions.entrySet()) {
      LowRank own = entry.getValue();
      end = describe(header, entry.getKey() + DOWN, end, own.in(), own.rank());
      end = describe(header, entry.getKey() + UP, end, own.rank(), own.out());
    }
    byte[] text = header.toString().getBytes(UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + text.length + end).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(text.length).put(text);
    for (LowRank own : additions.values()) {
      put(all, own.down());
      put(all, own.up());
    }
    Files.write(file, all.array());
  }

  private static int describe(JsonObject header, String name, int start, int rows, int columns) {
    int end = start + rows * columns * Short.BYTES;
    JsonObject tensor = new JsonObject();
    tensor.addProperty("dtype", "F16");
    tensor.add("shape", array(rows, columns));
    tensor.add("data_offsets", array(start, end));
    header.add(name, tensor);
    return end;
  }

  private static JsonArray array(int first, int second) {
    JsonArray array = new JsonArray();
    array.add(first);
    array.add(second);
    return array;
  }

  private static void put(ByteBuffer all, float[] values) {
    for (short half : Fp16.encode(values)) {
      all.putShort(half);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file cannot be read or is none of these
   */
  public static EncoderDelta read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    try {
      long length = all.getLong();
      if (length < 2 || length > Math.min(MOST_HEADER_BYTES, all.remaining())) {
        throw new JsonParseException("its header has [" + length + "] bytes");
      }
      byte[] text = new byte[(int) length];
      all.get(text);
      JsonObject header = JsonParser.parseString(new String(text, UTF_8)).getAsJsonObject();
      String base = header.getAsJsonObject(METADATA).get(BASE).getAsString();
      ByteBuffer data = all.slice().order(ByteOrder.LITTLE_ENDIAN);
      Map<String, LowRank> additions = new TreeMap<>();
      for (String name : header.keySet()) {
        if (name.endsWith(DOWN)) {
          String matrix = name.substring(0, name.length() - DOWN.length());
          additions.put(matrix, addition(header, matrix, data));
        }
      }
      return new EncoderDelta(base, additions);
    } catch (RuntimeException e) {
      throw new IOException(
          "file ["
              + file
              + "] holds no low-rank additions of an encoder: "
              + e.getMessage()
              + "; expected what [ctr-rank distill] or [ctr-rank export] writes",
          e);
    }
  }

  private static LowRank addition(JsonObject header, String matrix, ByteBuffer data) {
    JsonObject down = header.getAsJsonObject(matrix + DOWN);
    JsonObject up = header.getAsJsonObject(matrix + UP);
    if (up == null) {
      throw new JsonParseException("it has no [" + matrix + UP + "]");
    }
    int rank = down.getAsJsonArray("shape").get(1).getAsInt();
    return new LowRank(rank, values(down, data), values(up, data));
  }

  private static float[] values(JsonObject tensor, ByteBuffer data) {
    JsonElement type = tensor.get("dtype");
    if (!type.getAsString().equals("F16")) {
      throw new JsonParseException("it has values of type " + type);
    }
    JsonArray offsets = tensor.getAsJsonArray("data_offsets");
    JsonArray shape = tensor.getAsJsonArray("shape");
    int from = offsets.get(0).getAsInt();
    int size = Math.multiplyExact(shape.get(0).getAsInt(), shape.get(1).getAsInt());
    if (size * Short.BYTES != offsets.get(1).getAsInt() - from) {
      throw new JsonParseException("shape " + shape + " does not fill " + offsets);
    }
    short[] halves = new short[size];
    data.slice(from, size * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(halves);
    return Fp16.decode(halves);
  }
}
