package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events as applications push them: a bare item id, which is a click, or a JSON object {@code
 * {"item": "50", "type": "skip", "ts": 964982703}}. Members of other names are passed over.
 */
final class StoredEvents {
  private static final long UNKNOWN_TIME = 0;

  private StoredEvents() {}

  /** Reads the elements of a list in their order, without those that are no events. */
  static BehaviorSequence read(List<?> elements) {
    List<BehaviorEvent> events = new ArrayList<>(elements.size());
    for (Object element : elements) {
      BehaviorEvent event = element instanceof byte[] bytes ? read(bytes) : null;
      if (event != null) {
        events.add(event);
      }
    }
    return new BehaviorSequence(events);
  }

  /** The element of an event whose time is known. */
  static byte[] write(BehaviorEvent event) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject()
          .name("item")
          .value(event.item())
          .name("type")
          .value(event.type())
          .name("ts")
          .value(event.timestamp())
          .endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return text.toString().getBytes(UTF_8);
  }

  private static @Nullable BehaviorEvent read(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    if (text.isBlank()) {
      return null;
    }
    if (!text.startsWith("{")) {
      return BehaviorEvent.click(text);
    }
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      return event(json);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable BehaviorEvent event(JsonReader json) throws IOException {
    String item = "";
    String type = BehaviorEvent.CLICK;
    long timestamp = UNKNOWN_TIME;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "item" -> item = json.nextString();
        case "type" -> type = json.nextString();
        case "ts" -> timestamp = json.nextLong();
        default -> json.skipValue();
      }
    }
    json.endObject();
    boolean whole = json.peek() == JsonToken.END_DOCUMENT;
    return whole && !item.isBlank() && !type.isBlank() && timestamp >= 0
        ? new BehaviorEvent(item, timestamp, type)
        : null;
  }
}
