package io.ctrrank.runtime.cache;

import static java.util.Objects.requireNonNull;

/**
 * A vector and the text it was made from.
 *
 * @param fingerprint of the item's text
 * @param stamp when that text was read, milliseconds since the epoch: of two vectors of an item the
 *     one with the later stamp is the newer
 * @param vector d components in half precision; shared, never written to
 */
@SuppressWarnings("ArrayRecordComponent") // held by the million: a copy per access would be waste
public record CachedVector(long fingerprint, long stamp, short[] vector) {
  public CachedVector {
    requireNonNull(vector, "vector is null");
  }
}
