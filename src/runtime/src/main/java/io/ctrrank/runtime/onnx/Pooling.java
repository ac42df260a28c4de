package io.ctrrank.runtime.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the hidden states of a text's tokens become one vector. Adaptor graphs pool by themselves;
 * whoever pools outside a graph, as training does, says which way the graph will.
 */
public enum Pooling {
  /** The mean over real tokens, special ones included: encoders that look both ways. */
  MEAN,
  /** The state of the last real token: decoders, where only that one has seen the whole text. */
  LAST;

  /** Reads an {@link #id()}. */
  public static Pooling parse(String id) {
    return Arrays.stream(values())
        .filter(pooling -> pooling.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pooling is [" + id + "]; expected one of " + List.of(values())));
  }

  /** Name in files and commands. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
