package io.ctrrank.trainer.bundle;

import java.util.List;

/**
 * A model's adapted vectors of a data set, in half precision; both lists are empty for models
 * without an encoder.
 *
 * @param items e' by catalogue index
 * @param profiles e'_u by profile index
 */
public record AdaptedVectors(List<short[]> items, List<short[]> profiles) {
  /** Vectors of a model without an encoder. */
  public static final AdaptedVectors NONE = new AdaptedVectors(List.of(), List.of());

  public AdaptedVectors {
    items = List.copyOf(items);
    profiles = List.copyOf(profiles);
  }
}
