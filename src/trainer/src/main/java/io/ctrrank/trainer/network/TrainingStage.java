package io.ctrrank.trainer.network;

/** One stage of training: what is minimised, what is validated, which parameters move. */
public interface TrainingStage {
  /** Logits {@code [U, N]} whose validation AUC decides when the stage ends. */
  <V> V logits(Ops<V> ops, CtrInputs<V> inputs);

  /**
   * The loss over a batch, one value.
   *
   * @param labels 1 for a click, {@code [U]}; N is 1
   */
  <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels);

  /** Whether the stage trains a parameter; asked of those that are trained at all. */
  boolean trains(Parameter parameter);

  /**
   * Cross-entropy of the logits that are served: the only stage of most networks.
   *
   * @param network the network
   * @param tunes whether low-rank additions to the text encoder are trained with it
   */
  record EndToEnd(CtrNetwork network, boolean tunes) implements TrainingStage {
    /** Trains everything. */
    public EndToEnd(CtrNetwork network) {
      this(network, true);
    }

    @Override
    public <V> V logits(Ops<V> ops, CtrInputs<V> inputs) {
      return network.forward(ops, inputs);
    }

    @Override
    public <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels) {
      return ops.crossEntropy(logits(ops, inputs), labels);
    }

    @Override
    public boolean trains(Parameter parameter) {
      return tunes || parameter.role() != Parameter.Role.LOW_RANK;
    }
  }
}
