package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;

/**
 * DIN (Zhou et al. 2018, arXiv 1706.06978) over IDs, attributes and the typed history. With a
 * content vector beside each ID it is a control (see {@link ItemRepresentation}); with adapted
 * vectors it is MSD, which adds what the text says. Immutable.
 */
public final class DinNetwork implements CtrNetwork {
  private final DinFeatures features;
  private final Head head;

  /**
   * @param scope makes the parameters
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   */
  DinNetwork(
      Parameters scope, FeatureSchema schema, NetworkOptions options, ClickNetwork.Priors priors) {
    this.features = new DinFeatures(scope, schema, options, priors);
    this.head =
        new Head(
            scope.scope("head"),
            features.candidateWidth(),
            features.userWidth(),
            options.head(),
            options.dropout(),
            priors.bias(),
            options.cross());
  }

  /** ID vectors of the targets, {@code [U, N, w]}. */
  <V> V idVectors(Ops<V> ops, CtrInputs<V> inputs) {
    return features.targets(ops, inputs);
  }

  @Override
  public <V> V forward(Ops<V> ops, CtrInputs<V> inputs) {
    return head.forward(ops, features.forward(ops, inputs));
  }
}
