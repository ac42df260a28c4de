package io.ctrrank.trainer.llama;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashSet;
import java.util.Set;

/**
 * Members of an object of {@code config.json}. Remembers which were asked for, so that the others
 * can be refused. Members that are null count as absent, as they do where the file comes from.
 */
final class ConfigMembers {
  private final JsonObject object;
  private final String path;
  private final Set<String> known = new HashSet<>();

  /**
   * @param path names the object in messages, with a full stop behind it; empty for the root
   */
  ConfigMembers(JsonObject object, String path) {
    this.object = object;
    this.path = path;
  }

  /** Whether a member is there. */
  boolean has(String name) {
    known.add(name);
    return object.has(name) && !object.get(name).isJsonNull();
  }

  /** A member that does not matter. */
  void ignore(String name) {
    known.add(name);
  }

  ConfigMembers object(String name) {
    if (has(name) && object.get(name) instanceof JsonObject members) {
      return new ConfigMembers(members, path + name + ".");
    }
    throw wrong(name, "an object");
  }

  JsonElement element(String name) {
    if (!has(name)) {
      throw wrong(name, "a value");
    }
    return object.get(name);
  }

  String string(String name) {
    if (has(name) && object.get(name) instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    throw wrong(name, "a string");
  }

  /** A number of 1 or more. */
  int count(String name) {
    double value = number(name);
    if (value < 1 || value != Math.rint(value) || value > Integer.MAX_VALUE) {
      throw wrong(name, "a whole number of 1 or more");
    }
    return (int) value;
  }

  int count(String name, int otherwise) {
    return has(name) ? count(name) : otherwise;
  }

  /** A number above 0. */
  double positive(String name) {
    double value = number(name);
    if (!(value > 0)) {
      throw wrong(name, "a number above 0");
    }
    return value;
  }

  double positive(String name, double otherwise) {
    return has(name) ? positive(name) : otherwise;
  }

  private double number(String name) {
    if (has(name) && object.get(name) instanceof JsonPrimitive number && number.isNumber()) {
      double value = number.getAsDouble();
      if (Double.isFinite(value)) {
        return value;
      }
    }
    throw wrong(name, "a number");
  }

  /** A flag; false where it is absent. */
  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (object.get(name) instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean();
    }
    throw wrong(name, "true or false");
  }

  /** Refuses a member of another value, absent ones apart. */
  void require(String name, JsonElement value) {
    if (has(name) && !object.get(name).equals(value)) {
      throw wrong(name, value.toString());
    }
  }

  /** Refuses members that nobody asked for. */
  void end() {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "member ["
                + path
                + name
                + "] is ["
                + object.get(name)
                + "], which this release does not know; expected none that changes what the model"
                + " computes; remove it if it does not");
      }
    }
  }

  /** A complaint of a member. */
  IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        "member ["
            + path
            + name
            + "] is ["
            + (object.has(name) ? object.get(name) : "missing")
            + "]; expected "
            + expected);
  }
}
