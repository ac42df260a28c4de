package io.ctrrank.plugin.vector;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.encode.EncodeQueue;

/** Chooses who encodes the texts of a model. */
@FunctionalInterface
public interface EncoderChoice {
  /** The model's own encoder, always. */
  EncoderChoice OWN = (manifest, own) -> own;

  /**
   * Where to send texts now.
   *
   * @param own the encoder of this node
   */
  EncodeQueue of(ModelManifest manifest, EncodeQueue own);
}
