package io.ctrrank.plugin.stats;

import java.util.Locale;

/** What a shard spends the time of a window on. */
public enum Stage {
  /** Features, bids and fingerprints are read from doc values. */
  FEATURES,
  /** Vectors are looked up, asked for and waited for. */
  VECTORS,
  /** The window waits for its turn at the model, which runs once for it. */
  MODEL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
