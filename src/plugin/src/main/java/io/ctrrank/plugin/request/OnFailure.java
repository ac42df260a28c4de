package io.ctrrank.plugin.request;

import java.util.Locale;

/** What a search wants of a shard that cannot predict in time. */
public enum OnFailure {
  /** Scores of the bundle's base rate, on the scale of predictions. */
  PRIOR,
  /** An error. */
  FAIL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
