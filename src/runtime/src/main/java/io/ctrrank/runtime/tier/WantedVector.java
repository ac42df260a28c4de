package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;

/**
 * A vector that somebody needs.
 *
 * @param catalogue where the item's text comes from
 * @param item the item's id
 * @param fingerprint of the text that the vector must have been made from
 */
public record WantedVector(String catalogue, String item, long fingerprint) {
  public WantedVector {
    requireNonNull(catalogue, "catalogue is null");
    requireNonNull(item, "item is null");
  }
}
