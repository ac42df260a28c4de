package io.ctrrank.plugin.stats;

import java.util.Locale;

/** Why a hit was scored with the model's fallback vector. */
public enum Fallback {
  /** Its document has no text that the encoder reads. */
  NO_TEXT,
  /** Its vector was not there when the time was over; it comes later, for other searches. */
  LATE,
  /** As many searches as may wait were waiting already. */
  NOT_AWAITED,
  /** The encoder's queue was full, or the encoder failed. */
  NOT_ENCODED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
