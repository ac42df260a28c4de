package io.ctrrank.runtime.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.ctrrank.runtime.bundle.JsonMembers.Complaint;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

/**
 * Parses JSON as the standard says, and refuses what Gson's own tree lets pass: a member that
 * stands twice, and anything after the end. All methods throw {@link Complaint}.
 */
final class StrictJson {
  private final JsonReader reader;

  private StrictJson(String json) {
    reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
  }

  /** The one object that {@code json} is. */
  static JsonObject object(String json) {
    try {
      StrictJson parser = new StrictJson(json);
      JsonElement element = parser.element();
      if (element instanceof JsonObject object && parser.reader.peek() == JsonToken.END_DOCUMENT) {
        return object;
      }
    } catch (IOException e) {
      throw new Complaint("", "is not valid JSON: " + e.getMessage());
    }
    throw new Complaint("", "is not valid; expected one JSON object and nothing after it");
  }

  private JsonElement element() throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object();
      case BEGIN_ARRAY -> array();
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> new JsonPrimitive(new BigDecimal(reader.nextString()));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT ->
          throw new IOException("expected a value at path " + reader.getPath());
    };
  }

  private JsonObject object() throws IOException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (object.has(name)) {
        throw new Complaint(
            reader.getPath().substring("$.".length()), "is not valid: it stands twice");
      }
      object.add(name, element());
    }
    reader.endObject();
    return object;
  }

  private JsonArray array() throws IOException {
    JsonArray array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(element());
    }
    reader.endArray();
    return array;
  }
}
