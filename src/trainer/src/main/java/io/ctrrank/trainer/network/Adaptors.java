package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.List;
import java.util.Optional;

/** Makes the feature adaptors of a model, which may share experts. */
final class Adaptors {
  private final Parameters parameters;
  private final TextOptions options;
  private final int encoderDimension;
  private final AdaptorMlp.Shape expert;
  private final List<AdaptorMlp> shared;

  /**
   * @param parameters makes the parameters
   * @param options shape of the adaptors
   * @param encoderDimension width h of the pooled vectors
   */
  Adaptors(Parameters parameters, TextOptions options, int encoderDimension) {
    this.parameters = parameters;
    this.options = options;
    this.encoderDimension = encoderDimension;
    // All experts of an adaptor together are as wide as the one MLP in their place.
    this.expert = shape(options.adaptorWidth() / Math.max(1, 2 * options.experts()));
    this.shared =
        HybridExperts.several(
            parameters.scope("shared_experts"),
            options.experts(),
            expert,
            expert.lastDeviation(options.shortcut()));
  }

  /**
   * An adaptor.
   *
   * @param name its name, unique in the model
   * @param projection start of its shortcut, if it has one
   */
  FeatureAdaptor of(String name, Optional<Projection> projection) {
    Parameters scope = parameters.scope(name);
    return new FeatureAdaptor(
        scope,
        encoderDimension,
        options.dimension(),
        body(scope),
        options.shortcut() ? projection : Optional.empty());
  }

  /** An adaptor whose shortcut, if it has one, starts as given. */
  FeatureAdaptor of(String name, Projection projection) {
    return of(name, Optional.of(projection));
  }

  private Optional<VectorLayer> body(Parameters scope) {
    if (options.adaptorWidth() == 0) {
      return Optional.empty();
    }
    if (options.experts() > 0) {
      return Optional.of(
          new HybridExperts(
              scope, shared, options.experts(), expert, expert.lastDeviation(options.shortcut())));
    }
    AdaptorMlp.Shape shape = shape(options.adaptorWidth());
    return Optional.of(new AdaptorMlp(scope, shape, shape.lastDeviation(options.shortcut())));
  }

  private AdaptorMlp.Shape shape(int hidden) {
    return new AdaptorMlp.Shape(
        encoderDimension, hidden, options.dimension(), options.adaptorDropout());
  }
}
