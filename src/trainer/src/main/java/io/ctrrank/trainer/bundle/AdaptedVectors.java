package io.ctrrank.trainer.bundle;

import java.util.List;

/**
 * A model's adapted vectors of a data set, in half precision; all lists are empty for models
 * without an encoder.
 *
 * @param items e' by catalogue index
 * @param profiles e'_u by profile index
 * @param searches those of the texts of searches by index; empty for models that read none
 */
public record AdaptedVectors(List<short[]> items, List<short[]> profiles, List<short[]> searches) {
  /** Vectors of a model without an encoder. */
  public static final AdaptedVectors NONE = new AdaptedVectors(List.of(), List.of(), List.of());

  public AdaptedVectors {
    items = List.copyOf(items);
    profiles = List.copyOf(profiles);
    searches = List.copyOf(searches);
  }
}
