package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.List;
import java.util.Optional;

/**
 * A whole click model: the network from inputs to logits and, with an encoder, the feature adaptors
 * in front of it. Targets and history items share one adaptor, as their cosine is compared; users
 * have their own.
 *
 * @param parameters all parameters
 * @param ctr the network that is served
 * @param item adaptor of items; empty without an encoder
 * @param user adaptor of profiles; empty without a user level
 */
public record ClickNetwork(
    List<Parameter> parameters,
    CtrNetwork ctr,
    Optional<FeatureAdaptor> item,
    Optional<FeatureAdaptor> user) {

  /** What the data says before training starts. */
  public record Priors(
      double baseRate,
      float[] typeShares,
      float[] itemCounts,
      int encoderDimension,
      Optional<Projection> items,
      Optional<Projection> profiles) {}

  /**
   * Makes a network with random weights.
   *
   * @param schema the model's inputs
   * @param options shape of the network
   * @param priors what the data says before training starts
   * @param seed of the weights
   */
  public static ClickNetwork create(
      FeatureSchema schema, NetworkOptions options, Priors priors, long seed) {
    Parameters parameters = new Parameters(seed);
    Optional<FeatureAdaptor> item = Optional.empty();
    Optional<FeatureAdaptor> user = Optional.empty();
    TextOptions text = options.text();
    if (text.dimension() > 0) {
      item = Optional.of(adaptor(parameters.scope("item_adaptor"), text, priors, priors.items()));
      if (text.userLevel()) {
        user =
            Optional.of(adaptor(parameters.scope("user_adaptor"), text, priors, priors.profiles()));
      }
    }
    CtrNetwork ctr =
        new CtrNetwork(
            parameters.scope("ctr"),
            schema,
            options,
            priors.baseRate(),
            priors.typeShares(),
            priors.itemCounts());
    return new ClickNetwork(parameters.list(), ctr, item, user);
  }

  private static FeatureAdaptor adaptor(
      Parameters scope, TextOptions text, Priors priors, Optional<Projection> projection) {
    return new FeatureAdaptor(
        scope,
        priors.encoderDimension(),
        text.dimension(),
        text.adaptorWidth(),
        text.adaptorDropout(),
        text.shortcut() ? projection : Optional.empty());
  }
}
