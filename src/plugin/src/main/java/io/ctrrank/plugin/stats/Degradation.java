package io.ctrrank.plugin.stats;

import java.util.Locale;

/** What was worse than it should be about the scores of an answer. */
public enum Degradation {
  /** More than half of a window was scored with fallback vectors. */
  FALLBACK_MAJORITY,
  /** The model had no time for a window, which was scored with the base rate. */
  INFERENCE_BUSY,
  /** The model failed on a window, which was scored with the base rate. */
  INFERENCE_FAILED,
  /** The node does not have the uploaded model yet: the window was scored with the base rate. */
  MODEL_NOT_READY,
  /** What is stored of the user could not be read: scored as a user about whom nothing is known. */
  USER_STATE_UNAVAILABLE,
  /**
   * Vectors of history items, of the profile or of the text of the search were not there in time:
   * they were masked out.
   */
  USER_INCOMPLETE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
