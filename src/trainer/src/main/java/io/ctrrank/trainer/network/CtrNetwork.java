package io.ctrrank.trainer.network;

/** A network from model inputs to logits. Implementations are immutable. */
public interface CtrNetwork {
  /** Logits {@code [U, N]}. */
  <V> V forward(Ops<V> ops, CtrInputs<V> inputs);
}
