package io.ctrrank.trainer.text;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.onnx.Pooling;
import java.util.Optional;

/**
 * What of an encoder decides a model that reads texts through it.
 *
 * @param pooling how token states become one vector, in training and in exported graphs
 * @param space names the encoder's files and pooling; empty for the encoder of this release
 */
public record TextOrigin(Pooling pooling, Optional<String> space) {
  /** The encoder of this release. */
  public static final TextOrigin RELEASED = new TextOrigin(Pooling.MEAN, Optional.empty());

  public TextOrigin {
    requireNonNull(pooling, "pooling is null");
    requireNonNull(space, "space is null");
  }
}
