package io.ctrrank.runtime.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the members of one JSON object and knows its path, so that every complaint names the
 * member. {@link #end} complains of members that nobody read. Complaints are {@link Complaint}s.
 */
final class JsonMembers {
  /** What is wrong with a manifest, beginning with the member's path. */
  static final class Complaint extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String problem;

    Complaint(String path, String problem) {
      this.problem =
          "file ["
              + Bundle.MANIFEST
              + "] "
              + (path.isEmpty() ? "" : "member [" + path + "] ")
              + problem;
    }

    String problem() {
      return problem;
    }

    @Override
    public String getMessage() {
      return problem;
    }
  }

  private final String path;
  private final JsonObject object;
  private final Set<String> read = new LinkedHashSet<>();

  private JsonMembers(String path, JsonObject object) {
    this.path = path;
    this.object = object;
  }

  static JsonMembers root(JsonObject object) {
    return new JsonMembers("", object);
  }

  String string(String name) {
    return asString(pathOf(name), required(name));
  }

  Optional<String> optionalString(String name) {
    return optional(name).map(element -> asString(pathOf(name), element));
  }

  /** A member that may be left out where it is false. */
  boolean flag(String name) {
    Optional<JsonElement> element = optional(name);
    if (element.isEmpty()) {
      return false;
    }
    if (!(element.get() instanceof JsonPrimitive primitive && primitive.isBoolean())) {
      throw new Complaint(pathOf(name), "is [" + element.get() + "]; expected true or false");
    }
    return primitive.getAsBoolean();
  }

  int integer(String name) {
    long value = longInteger(name);
    if (value != (int) value) {
      throw new Complaint(pathOf(name), "is [" + value + "]; expected a 32-bit integer");
    }
    return (int) value;
  }

  long longInteger(String name) {
    JsonPrimitive number = asNumber(pathOf(name), required(name));
    try {
      return number.getAsBigDecimal().longValueExact();
    } catch (ArithmeticException e) {
      throw new Complaint(pathOf(name), "is [" + number + "]; expected an integer");
    }
  }

  double number(String name) {
    return asDouble(pathOf(name), required(name));
  }

  List<String> strings(String name) {
    List<String> values = new ArrayList<>();
    JsonArray array = asArray(pathOf(name), required(name));
    for (int i = 0; i < array.size(); i++) {
      values.add(asString(pathOf(name) + "[" + i + "]", array.get(i)));
    }
    return values;
  }

  JsonMembers object(String name) {
    return new JsonMembers(pathOf(name), asObject(pathOf(name), required(name)));
  }

  Optional<JsonMembers> optionalObject(String name) {
    return optional(name)
        .map(element -> new JsonMembers(pathOf(name), asObject(pathOf(name), element)));
  }

  List<JsonMembers> objects(String name) {
    List<JsonMembers> values = new ArrayList<>();
    JsonArray array = asArray(pathOf(name), required(name));
    for (int i = 0; i < array.size(); i++) {
      String elementPath = pathOf(name) + "[" + i + "]";
      values.add(new JsonMembers(elementPath, asObject(elementPath, array.get(i))));
    }
    return values;
  }

  /** The object as a map in member order; {@code value} gets the map's members by name. */
  <T> Map<String, T> map(String name, Function<JsonMembers, Function<String, T>> value) {
    JsonMembers members = object(name);
    Map<String, T> values = new LinkedHashMap<>();
    for (String key : members.object.keySet()) {
      values.put(key, value.apply(members).apply(key));
    }
    return values;
  }

  /** Makes the value of this object; what its constructor finds wrong becomes a complaint. */
  <T> T make(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw new Complaint(path, "is not valid: " + e.getMessage());
    }
  }

  /** Complains of members that were not read. */
  void end() {
    Set<String> unknown = new LinkedHashSet<>(object.keySet());
    unknown.removeAll(read);
    if (!unknown.isEmpty()) {
      throw new Complaint(
          pathOf(unknown.iterator().next()),
          "is not known to this release; expected only " + read + "; remove it or upgrade");
    }
  }

  private JsonElement required(String name) {
    return optional(name)
        .orElseThrow(
            () ->
                new Complaint(
                    pathOf(name), "is missing; the object has " + List.copyOf(object.keySet())));
  }

  private Optional<JsonElement> optional(String name) {
    read.add(name);
    return Optional.ofNullable(object.get(name));
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String asString(String path, JsonElement element) {
    if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrongType(path, element, "a string");
  }

  private static double asDouble(String path, JsonElement element) {
    double value = asNumber(path, element).getAsDouble();
    if (!Double.isFinite(value)) {
      throw wrongType(path, element, "a number within the range of a double");
    }
    return value;
  }

  private static JsonPrimitive asNumber(String path, JsonElement element) {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive;
    }
    throw wrongType(path, element, "a number");
  }

  private static JsonArray asArray(String path, JsonElement element) {
    if (element instanceof JsonArray array) {
      return array;
    }
    throw wrongType(path, element, "an array");
  }

  private static JsonObject asObject(String path, JsonElement element) {
    if (element instanceof JsonObject members) {
      return members;
    }
    throw wrongType(path, element, "an object");
  }

  private static Complaint wrongType(String path, JsonElement element, String expected) {
    return new Complaint(path, "is [" + element + "]; expected " + expected);
  }
}
