package io.ctrrank.trainer.network;

import java.util.List;

/** A network from model inputs to logits. Implementations are immutable. */
public interface CtrNetwork {
  /** Logits {@code [U, N]}. */
  <V> V forward(Ops<V> ops, CtrInputs<V> inputs);

  /** How it is trained, stage by stage: each starts from the best weights of the one before. */
  default List<TrainingStage> stages() {
    return List.of(new TrainingStage.EndToEnd(this));
  }
}
