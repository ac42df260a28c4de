package io.ctrrank.trainer.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The knowledge phrases of one item, each once, in the order of the source.
 *
 * @param explicit phrases that the item's text states
 * @param implicit phrases that only knowledge of the world gives
 */
public record ItemKnowledge(List<String> explicit, List<String> implicit) {
  public ItemKnowledge {
    explicit = distinct(explicit);
    implicit = distinct(implicit);
  }

  /** Explicit phrases, then implicit ones. */
  public List<String> all() {
    List<String> all = new ArrayList<>(explicit);
    all.addAll(implicit);
    return distinct(all);
  }

  private static List<String> distinct(List<String> phrases) {
    return List.copyOf(new LinkedHashSet<>(phrases));
  }
}
