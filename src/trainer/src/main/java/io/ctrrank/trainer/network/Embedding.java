package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/** A table of vectors, one a row of a vocabulary. */
final class Embedding {
  private final Parameter table;

  /** Starts small and random, the padding row too: whoever reads it masks it. */
  Embedding(Parameters scope, int rows, int width, double deviation) {
    this.table = scope.normal("table", Role.EMBEDDING, deviation, rows, width);
  }

  /** {@code [...]} rows to {@code [..., width]} vectors. */
  <V> V forward(Ops<V> ops, V rows) {
    return ops.gather(ops.parameter(table), rows);
  }
}
