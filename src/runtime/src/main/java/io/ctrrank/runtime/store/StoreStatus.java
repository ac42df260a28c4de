package io.ctrrank.runtime.store;

import java.util.Locale;

/** How a question to a store ended. */
public enum StoreStatus {
  /** It was answered. */
  OK,
  /** It was not asked: it failed a moment ago, and is left alone for a while. */
  SUSPENDED,
  /** It was not asked: every connection was in use. */
  BUSY,
  /** It did not answer in time. */
  TIMEOUT,
  /** It could not be reached, or answered with an error. */
  FAILED,
  /** Somebody else's keys lie where those of a user belong. */
  FOREIGN;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
