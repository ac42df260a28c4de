package io.ctrrank.plugin.vector;

import static java.util.Objects.requireNonNull;

/**
 * The text of an item as it was read.
 *
 * @param text what the encoder reads; not empty
 * @param fingerprint tells it from what the item's text was before and will be
 * @param stamp when it was read or a little earlier, milliseconds since the epoch: what is encoded
 *     from an older text never takes the place of what was encoded from a newer one
 */
public record ReadText(String text, long fingerprint, long stamp) {
  public ReadText {
    requireNonNull(text, "text is null");
  }
}
