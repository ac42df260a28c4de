package io.ctrrank.trainer.safetensors;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in front of a safetensors file: {@code {"name": {"dtype": "F16", "shape": [2, 3],
 * "data_offsets": [0, 12]}, "__metadata__": {"key": "text"}}}. Complaints are {@link
 * JsonParseException}s that do not name the file.
 */
final class SafetensorsHeader {
  private static final String METADATA = "__metadata__";

  /** One tensor as the header tells it; offsets count from the end of the header. */
  record Entry(String dtype, List<Long> shape, long begin, long end) {}

  private final JsonReader reader;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private SafetensorsHeader(String json) {
    reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
  }

  /** Reads all entries by name, in the header's order. */
  static Map<String, Entry> read(String json) {
    SafetensorsHeader header = new SafetensorsHeader(json);
    try {
      header.read();
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new JsonParseException("header is not valid JSON of tensors: " + e.getMessage(), e);
    }
    return header.entries;
  }

  private void read() throws IOException {
    reader.beginObject();
    boolean metadata = false;
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (name.equals(METADATA) ? metadata : entries.containsKey(name)) {
        throw new JsonParseException("header names [" + name + "] twice; expected each name once");
      }
      if (name.equals(METADATA)) {
        metadata = true;
        skipMetadata();
      } else {
        entries.put(name, entry(name));
      }
    }
    reader.endObject();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new JsonParseException("header goes on after its object; expected spaces at most");
    }
  }

  /** Texts, which say nothing of the values. */
  private void skipMetadata() throws IOException {
    reader.beginObject();
    Map<String, String> texts = new HashMap<>();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (texts.put(name, reader.nextString()) != null) {
        throw new JsonParseException("header has metadata [" + name + "] twice");
      }
    }
    reader.endObject();
  }

  private Entry entry(String name) throws IOException {
    @Nullable String dtype = null;
    @Nullable List<Long> shape = null;
    @Nullable List<Long> offsets = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String member = reader.nextName();
      switch (member) {
        case "dtype" -> dtype = once(name, member, dtype, reader.nextString());
        case "shape" -> shape = once(name, member, shape, numbers(name));
        case "data_offsets" -> offsets = once(name, member, offsets, numbers(name));
        default ->
            throw new JsonParseException(
                "tensor ["
                    + name
                    + "] has a member ["
                    + member
                    + "]; expected [dtype], [shape] and [data_offsets] alone");
      }
    }
    reader.endObject();
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new JsonParseException(
          "tensor ["
              + name
              + "] has dtype ["
              + dtype
              + "], shape "
              + shape
              + " and data_offsets "
              + offsets
              + "; expected all three, with two offsets");
    }
    return new Entry(dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static <T> T once(String name, String member, @Nullable Object before, T value) {
    if (before != null) {
      throw new JsonParseException("tensor [" + name + "] has its [" + member + "] twice");
    }
    return value;
  }

  private List<Long> numbers(String name) throws IOException {
    List<Long> numbers = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      if (reader.peek() != JsonToken.NUMBER) {
        throw new JsonParseException(
            "tensor [" + name + "] has a " + reader.peek() + " where a number is expected");
      }
      long number = reader.nextLong();
      if (number < 0) {
        throw new JsonParseException(
            "tensor [" + name + "] has the number [" + number + "]; expected [0] or more");
      }
      numbers.add(number);
    }
    reader.endArray();
    return numbers;
  }
}
