package io.ctrrank.plugin.rescore;

import java.util.Locale;

/** Where the vector of a hit came from. */
enum VectorSource {
  /** The model reads no vectors. */
  NONE,
  /** This process, verified against the document's text. */
  CACHED,
  /** The store that nodes share, verified against the document's text. */
  STORED,
  /** The encoder, during this search. */
  ENCODED,
  /** Nowhere: the model's own fallback vector stood in. */
  FALLBACK;

  private final String text = name().toLowerCase(Locale.ROOT);

  @Override
  public String toString() {
    return text;
  }
}
