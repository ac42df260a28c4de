package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

/**
 * A profile that was made from events.
 *
 * @param text the profile
 * @param events how many events there were so far, the newest that are not in it left out
 * @param madeAt milliseconds since the epoch
 */
public record MadeProfile(String text, long events, long madeAt) {
  public MadeProfile {
    requireNonNull(text, "text is null");
  }
}
