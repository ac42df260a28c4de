package io.ctrrank.trainer.network;

/** A layer from vectors to vectors, over the last axis. Implementations are immutable. */
interface VectorLayer {
  /** {@code [..., in]} to {@code [..., out]}. */
  <V> V forward(Ops<V> ops, V x);
}
