package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What stays of a user, and how long.
 *
 * @param mostEvents older events than so many go
 * @param timeToLive after so long without a write all of it goes
 * @param blockEvents events between two profiles: a profile tells of a multiple of it
 */
public record UserRetention(int mostEvents, Duration timeToLive, int blockEvents) {
  public UserRetention {
    requireNonNull(timeToLive, "timeToLive is null");
    if (mostEvents < 1 || blockEvents < 1 || timeToLive.toMillis() < 1) {
      throw new IllegalArgumentException(
          "retention is ["
              + mostEvents
              + "] events, ["
              + timeToLive
              + "], blocks of ["
              + blockEvents
              + "]; expected all of them above 0");
    }
  }
}
