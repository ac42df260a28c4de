package io.ctrrank.trainer.text;

import java.io.IOException;

/** Where vectors of texts come from. */
public interface EncoderSource {
  /** Names all that decides a vector but the text and its most tokens. */
  String space();

  /** Width of the vectors. */
  int dimension();

  /** Opens the encoder; asked only when a text is not in the store. The caller closes it. */
  PooledEncoder open() throws IOException;
}
