package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.warm.HeadItems;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads which items a request means. */
final class HeadItemsJson {
  private static final int DEFAULT_SIZE = 10_000;
  private static final Set<String> MEMBERS = Set.of("index", "by", "size");

  private HeadItemsJson() {}

  /**
   * @param subject what the object is, for messages
   * @param members of a JSON object
   * @param others members that the caller reads itself
   * @throws IllegalArgumentException (400) if a member is unknown, missing or of the wrong type
   */
  static HeadItems read(String subject, Map<String, ?> members, Set<String> others) {
    Set<String> known = new TreeSet<>(MEMBERS);
    known.addAll(others);
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            subject + " has unknown member [" + name + "]; expected some of " + known);
      }
    }
    return new HeadItems(
        text(subject, "index", members.get("index")),
        text(subject, "by", members.get("by")),
        size(subject, members.get("size")));
  }

  private static String text(String subject, String name, @Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      default ->
          throw new IllegalArgumentException(
              subject + " has [" + name + "] [" + value + "]; expected a string");
    };
  }

  private static int size(String subject, @Nullable Object value) {
    return switch (value) {
      case null -> DEFAULT_SIZE;
      case Integer size -> size;
      default ->
          throw new IllegalArgumentException(
              subject + " has [size] [" + value + "]; expected a whole number");
    };
  }
}
