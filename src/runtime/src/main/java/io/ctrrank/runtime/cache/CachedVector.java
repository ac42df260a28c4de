package io.ctrrank.runtime.cache;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

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
  private static final long CLOCK_SKEW_MILLIS = Duration.ofHours(1).toMillis();

  public CachedVector {
    requireNonNull(vector, "vector is null");
  }

  /**
   * The latest stamp that is believed at {@code now}. One that lies further in the future is
   * nobody's clock, and would win for ever: such a vector is replaced.
   */
  public static long latestStamp(long now) {
    return now + CLOCK_SKEW_MILLIS;
  }
}
