package io.ctrrank.trainer.clicklog;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Typed members of a row. A null counts as absent.
 *
 * @param row the row
 */
record Members(JsonObject row) {
  /** Of 1973: smaller numbers are seconds, which as milliseconds would all be of 1970. */
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

  /** Refuses members beside the known ones. */
  void requireOnly(Set<String> known) throws RowException {
    for (String name : row.keySet()) {
      if (!known.contains(name)) {
        throw new RowException(
            "has unknown member [" + name + "]; expected some of " + new TreeSet<>(known));
      }
    }
  }

  /** An id: a string that is not blank, or a whole number. */
  String id(String name) throws RowException {
    Optional<String> id = idOrNone(name);
    if (id.isEmpty()) {
      throw new RowException("has no [" + name + "]; expected a string or a whole number");
    }
    return id.get();
  }

  /** As {@link #id}, where there is one. */
  Optional<String> idOrNone(String name) throws RowException {
    JsonElement value = valueOrNull(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive
        && (primitive.isString()
            ? !primitive.getAsString().isBlank()
            : primitive.isNumber() && WHOLE.matcher(primitive.getAsString()).matches())) {
      return Optional.of(primitive.getAsString());
    }
    throw wrong(name, value, "a string that is not blank, or a whole number");
  }

  /** True or false. */
  boolean flag(String name) throws RowException {
    JsonElement value = valueOrNull(name);
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(name, value, "true or false");
  }

  /** Milliseconds since the epoch. */
  long time(String name) throws RowException {
    String expected =
        "a time with its zone in ISO 8601, such as [2026-11-26T12:00:00.000Z], or whole milliseconds"
            + " since the epoch";
    JsonElement value = valueOrNull(name);
    if (!(value instanceof JsonPrimitive primitive) || primitive.isBoolean()) {
      throw wrong(name, value, expected);
    }
    String text = primitive.getAsString();
    try {
      if (primitive.isNumber()) {
        long millis = new BigDecimal(text).longValueExact();
        if (millis < FIRST_MILLIS) {
          throw wrong(name, value, expected + ", which are no fewer than [" + FIRST_MILLIS + "]");
        }
        return millis;
      }
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw wrong(name, value, expected);
    }
  }

  /** Refuses a member that is there and no whole number from 1. */
  void requirePositionOrNone(String name) throws RowException {
    JsonElement value = valueOrNull(name);
    if (value != null
        && !(value instanceof JsonPrimitive primitive
            && primitive.isNumber()
            && WHOLE.matcher(primitive.getAsString()).matches()
            && Long.parseLong(primitive.getAsString()) > 0)) {
      throw wrong(name, value, "a whole number from [1]");
    }
  }

  /** A text that is not blank, where there is one. */
  Optional<String> textOrNone(String name) throws RowException {
    JsonElement value = valueOrNull(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive
        && primitive.isString()
        && !primitive.getAsString().isBlank()) {
      return Optional.of(primitive.getAsString());
    }
    throw wrong(name, value, "a string that is not blank; leave it out for none");
  }

  private @Nullable JsonElement valueOrNull(String name) {
    JsonElement value = row.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  private static RowException wrong(String name, @Nullable JsonElement value, String expected) {
    return value == null
        ? new RowException("has no [" + name + "]; expected " + expected)
        : new RowException("[" + name + "] is [" + value + "]; expected " + expected);
  }
}
