package io.ctrrank.trainer.knowledge;

import java.util.Arrays;
import java.util.Locale;

/** What a record tells of. */
public enum KnowledgeLevel {
  /** One item. */
  ITEM,
  /** The taste of one user. */
  USER;

  /** Reads an {@link #id()}. */
  public static KnowledgeLevel parse(String name) {
    for (KnowledgeLevel level : values()) {
      if (level.id().equals(name)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "level is [" + name + "]; expected one of " + Arrays.toString(values()));
  }

  /** Name in files and commands. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Name of the file that holds such records. */
  public String fileName() {
    return id() + "s.jsonl";
  }

  @Override
  public String toString() {
    return id();
  }
}
