package io.ctrrank.trainer.safetensors;

import com.google.gson.Gson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes safetensors files. */
public final class TinySafetensors {
  /**
   * A tensor to write.
   *
   * @param name its name
   * @param type how its values are written
   * @param shape its sizes
   * @param values its values, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // a few, in tests
  public record Written(String name, Dtype type, List<Integer> shape, float[] values) {
    /** The values as the file holds them. */
    public float[] stored() {
      ByteBuffer bytes = bytes();
      float[] stored = new float[values.length];
      for (int i = 0; i < stored.length; i++) {
        stored[i] = type.value(bytes, i * type.bytes());
      }
      return stored;
    }

    private ByteBuffer bytes() {
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        switch (type) {
          case F32 -> bytes.putFloat(value);
          case F16 -> bytes.putShort(Float.floatToFloat16(value));
          case BF16 -> bytes.putShort((short) (Float.floatToIntBits(value) >>> Short.SIZE));
        }
      }
      return bytes.flip();
    }
  }

  private TinySafetensors() {}

  /** Writes one file. */
  public static Path write(Path file, Collection<Written> tensors) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("format", "pt"));
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Written tensor : tensors) {
      int begin = data.size();
      data.write(tensor.bytes().array());
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.type().name());
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(begin, data.size()));
      header.put(tensor.name(), entry);
    }
    // Writers pad the header with spaces.
    return write(file, new Gson().toJson(header) + "   ", data.toByteArray());
  }

  /** Writes a header and whatever follows it. */
  static Path write(Path file, String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(text.length).put(text).put(data);
    return Files.write(file, all.array());
  }

  /** Writes the tensors into two files and an index. */
  public static void writeSharded(Path folder, List<Written> tensors) throws IOException {
    Map<String, String> places = new TreeMap<>();
    for (int part = 1; part <= 2; part++) {
      String name = "model-0000" + part + "-of-00002.safetensors";
      List<Written> own = new ArrayList<>();
      for (int i = part - 1; i < tensors.size(); i += 2) {
        own.add(tensors.get(i));
        places.put(tensors.get(i).name(), name);
      }
      write(folder.resolve(name), own);
    }
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        new Gson().toJson(Map.of("metadata", Map.of("total_size", 1), "weight_map", places)));
  }
}
