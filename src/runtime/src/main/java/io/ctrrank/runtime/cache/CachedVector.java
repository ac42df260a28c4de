package io.ctrrank.runtime.cache;

import static java.util.Objects.requireNonNull;

/**
 * A vector and the text it was made from.
 *
 * @param fingerprint of the item's text
 * @param vector d components in half precision; shared, never written to
 */
@SuppressWarnings("ArrayRecordComponent") // held by the million: a copy per access would be waste
public record CachedVector(long fingerprint, short[] vector) {
  public CachedVector {
    requireNonNull(vector, "vector is null");
  }
}
