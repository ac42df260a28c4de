package io.ctrrank.plugin.rescore;

import java.util.Locale;

/** Where the vector of a hit came from. */
enum VectorSource {
  /** The model reads no vectors. */
  NONE,
  /** The cache, verified against the document's version. */
  CACHED,
  /** The encoder, during this search. */
  ENCODED,
  /** Nowhere: the model's own fallback vector stood in. */
  FALLBACK;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
