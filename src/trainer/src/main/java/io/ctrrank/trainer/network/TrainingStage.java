package io.ctrrank.trainer.network;

import java.util.function.Predicate;

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

  /**
   * Whether the stage goes on with the model of the one before it, which trained some of the same
   * parameters for the same logits: where this one starts is then as good as that one's best.
   */
  default boolean goesOnFrom(TrainingStage before) {
    return before instanceof Only only && only.stage().equals(this);
  }

  /** Whether the stage trains a parameter; asked of those that are trained at all. */
  boolean trains(Parameter parameter);

  /**
   * Cross-entropy of the logits that are served: the only stage of most networks. Trains
   * everything.
   *
   * @param network the network
   */
  record EndToEnd(CtrNetwork network) implements TrainingStage {
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
      return true;
    }
  }

  /**
   * Another stage that trains some of its parameters alone.
   *
   * @param stage the other stage
   * @param chosen which of its parameters
   */
  record Only(TrainingStage stage, Predicate<Parameter> chosen) implements TrainingStage {
    @Override
    public <V> V logits(Ops<V> ops, CtrInputs<V> inputs) {
      return stage.logits(ops, inputs);
    }

    @Override
    public <V> V loss(Ops<V> ops, CtrInputs<V> inputs, V labels) {
      return stage.loss(ops, inputs, labels);
    }

    @Override
    public boolean trains(Parameter parameter) {
      return chosen.test(parameter) && stage.trains(parameter);
    }
  }
}
