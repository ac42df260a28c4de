package io.ctrrank.trainer.data;

import java.util.Arrays;
import java.util.Locale;

/** Which of an item's knowledge phrases a model reads. */
public enum KnowledgeKind {
  /** None. */
  NONE,
  /** Phrases that the item's text states. */
  EXPLICIT,
  /** Phrases that only knowledge of the world gives. */
  IMPLICIT,
  /** Both. */
  ALL,
  /**
   * Implicit phrases of another item, the same one for all models: the same words, no knowledge.
   * What a model gains from them is not gained from knowledge.
   */
  PLACEBO;

  /** Reads an {@link #id()}. */
  public static KnowledgeKind parse(String name) {
    for (KnowledgeKind kind : values()) {
      if (kind.id().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "knowledge is [" + name + "]; expected one of " + Arrays.toString(values()));
  }

  /** Name in commands and labels. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
