package io.ctrrank.trainer.knowledge.sampling;

import static java.util.Objects.requireNonNull;

/**
 * An item or user that may be drawn.
 *
 * @param id its id
 * @param group what it is never merged across, for example how active a user is; may be empty
 * @param category its main category
 * @param impressions its training impressions
 * @param clicks its training clicks
 */
public record Unit(String id, String group, String category, int impressions, int clicks) {
  public Unit {
    requireNonNull(id, "id is null");
    requireNonNull(group, "group is null");
    requireNonNull(category, "category is null");
    if (clicks < 0 || clicks > impressions) {
      throw new IllegalArgumentException(
          "unit [" + id + "] has [" + clicks + "] clicks in [" + impressions + "] impressions");
    }
  }
}
