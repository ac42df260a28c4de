package io.ctrrank.trainer.knowledge;

import static java.util.Objects.requireNonNull;

/**
 * An item or user of which knowledge is wanted.
 *
 * @param id its id
 * @param name what everybody calls it, empty when it has no name
 * @param category its main category, empty when it has none
 * @param input the text that a teacher reads
 */
public record Subject(String id, String name, String category, String input) {
  public Subject {
    requireNonNull(id, "id is null");
    requireNonNull(name, "name is null");
    requireNonNull(category, "category is null");
    requireNonNull(input, "input is null");
  }

  /** Whether both have the same id or the same name. */
  public boolean isSame(Subject other) {
    return id.equals(other.id)
        || (!name.isEmpty() && Phrases.normal(name).equals(Phrases.normal(other.name)));
  }
}
