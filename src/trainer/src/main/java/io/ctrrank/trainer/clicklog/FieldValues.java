package io.ctrrank.trainer.clicklog;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a document as a node reads them from {@code _source}, so that texts are the same at
 * training and at serving (the plugin's {@code SourceValues}).
 */
public final class FieldValues {
  private FieldValues() {}

  /**
   * The values of a field in document order, numbers as Java prints them; an empty list where it
   * has none. Nulls are no values.
   *
   * @param document the document, or at least that field of it
   * @param field path; objects and arrays on the way are looked into, and dots may be part of
   *     names; a document that has both has the values of both
   */
  public static List<String> of(JsonObject document, String field) {
    List<String> values = new ArrayList<>();
    collect(document, field.split("\\.", -1), 0, values);
    return List.copyOf(values);
  }

  private static void collect(JsonObject part, String[] path, int from, List<String> values) {
    String key = "";
    for (int next = from; next < path.length; next++) {
      key += (key.isEmpty() ? "" : ".") + path[next];
      JsonElement found = valueOrNull(part, key);
      if (found != null) {
        collect(found, path, next + 1, values);
      }
    }
  }

  private static void collect(JsonElement found, String[] path, int from, List<String> values) {
    if (found instanceof JsonObject object) {
      collect(object, path, from, values);
    } else if (found instanceof JsonArray array) {
      array.forEach(element -> collect(element, path, from, values));
    } else if (found instanceof JsonPrimitive primitive && from == path.length) {
      values.add(text(primitive));
    }
  }

  private static @Nullable JsonElement valueOrNull(JsonObject part, String key) {
    JsonElement value = part.get(key);
    return value == null || value.isJsonNull() ? null : value;
  }

  private static String text(JsonPrimitive value) {
    if (!value.isNumber()) {
      return value.getAsString();
    }
    String number = value.getAsString();
    return number.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')
        ? String.valueOf(Double.parseDouble(number))
        : new BigInteger(number).toString();
  }
}
