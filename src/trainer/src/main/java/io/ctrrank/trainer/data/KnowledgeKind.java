package io.ctrrank.trainer.data;

import java.util.Arrays;
import java.util.List;
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
  /** Both, each with a vector of its own. */
  APART,
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

  /** The kinds of phrases that get a vector each, in the order of the vectors. */
  public List<KnowledgeKind> vectors() {
    return switch (this) {
      case NONE -> List.of();
      case APART -> List.of(EXPLICIT, IMPLICIT);
      case EXPLICIT, IMPLICIT, ALL, PLACEBO -> List.of(this);
    };
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
