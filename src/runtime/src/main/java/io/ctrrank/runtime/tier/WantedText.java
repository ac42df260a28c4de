package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;

/**
 * An item's text where it was found.
 *
 * @param catalogue where the item's text comes from
 * @param item the item's id
 * @param text what was read
 */
public record WantedText(String catalogue, String item, ReadText text) {
  public WantedText {
    requireNonNull(catalogue, "catalogue is null");
    requireNonNull(item, "item is null");
    requireNonNull(text, "text is null");
  }
}
