package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.List;
import java.util.Optional;

/**
 * A whole click model: the network from inputs to logits and, with an encoder, the feature adaptors
 * in front of it. Targets, history items and queries share one adaptor, as they are compared with
 * each other; users have their own.
 *
 * @param parameters all parameters
 * @param ctr the network that is served
 * @param item from an item's content to its vector; empty for networks that read none
 * @param user adaptor of profiles; empty without a user level
 * @param encoder the encoder's layers that are trained with the model; empty if it is frozen
 */
public record ClickNetwork(
    List<Parameter> parameters,
    CtrNetwork ctr,
    Optional<ContentLayer> item,
    Optional<FeatureAdaptor> user,
    Optional<EncoderTop> encoder) {

  private static final int LORA_RANK = 8;
  private static final double LORA_ALPHA = 16;

  /**
   * What the data says before training starts.
   *
   * @param baseRate click rate of the training part
   * @param typeShares share of each event type in training histories
   * @param itemCounts values of {@link ItemCounts}' table
   * @param encoderDimension width h of the encoder's pooled vectors; 0 without an encoder
   * @param phraseRows knowledge phrases and the padding row; 0 without knowledge
   * @param items start of the item adaptor's shortcut
   * @param profiles start of the user adaptor's shortcut
   * @param knowledge start of the shortcut of knowledge vectors' adaptor
   * @param top start of the encoder's trainable layer; empty for networks without one
   * @param tuned start of the encoder's layers that get low-rank additions, lowest first
   */
  public record Priors(
      double baseRate,
      float[] typeShares,
      float[] itemCounts,
      int encoderDimension,
      int phraseRows,
      Optional<Projection> items,
      Optional<Projection> profiles,
      Optional<Projection> knowledge,
      Optional<LayerWeights> top,
      List<LayerWeights> tuned) {

    /** The logit of the base rate. */
    double bias() {
      return Math.log(baseRate / (1 - baseRate));
    }
  }

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
    Optional<ContentLayer> item = item(parameters, options, priors);
    TextOptions text = options.text();
    Optional<FeatureAdaptor> user =
        text.dimension() > 0 && text.userLevel()
            ? Optional.of(
                adaptor(parameters.scope("user_adaptor"), text, priors, priors.profiles()))
            : Optional.empty();
    Optional<EncoderTop> encoder =
        priors.tuned().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new EncoderTop(
                    parameters.scope("encoder"),
                    priors.tuned(),
                    LayerTuning.queryAndValue(LORA_RANK, LORA_ALPHA),
                    0));
    Parameters scope = parameters.scope("ctr");
    CtrNetwork ctr =
        switch (options.backbone()) {
          case DIN -> new DinNetwork(scope, schema, options, priors);
          case DEEP_FM -> new DeepFmNetwork(scope, schema, options, priors);
          case DEEP_CHAR_MATCH ->
              new DeepCharMatch(
                  scope.scope("text"),
                  options.characters(),
                  options.dropout(),
                  priors.bias(),
                  Optional.empty());
          case DEEP_CHAR_MATCH_DIN ->
              new DeepCharMatch(
                  scope.scope("text"),
                  options.characters(),
                  options.dropout(),
                  0,
                  Optional.of(new DinNetwork(scope, schema, options, priors)));
          case PRINT -> new PrintNetwork(scope, schema, options, priors);
          case NUM_BERT -> new NumBertNetwork(scope, schema, options, priors);
          case BERT4CTR -> new Bert4CtrNetwork(scope, schema, options, priors);
          case SUKD -> new SukdNetwork(scope, schema, options, priors);
        };
    return new ClickNetwork(parameters.list(), ctr, item, user, encoder);
  }

  /**
   * How the model is trained, stage by stage.
   *
   * @param tuningStages with a text encoder that is trained: 1 to train it from the start, 2 to
   *     train everything else first
   */
  public List<TrainingStage> stages(int tuningStages) {
    return encoder.isPresent() && tuningStages == 2
        ? List.of(new TrainingStage.EndToEnd(ctr, false), new TrainingStage.EndToEnd(ctr))
        : ctr.stages();
  }

  /** The layer from an item's encoded content to its vector; empty without an encoder. */
  public Optional<ContentLayer> encodedItem() {
    return item.filter(layer -> !(layer instanceof PhraseBag));
  }

  /** The item's feature adaptor; empty for networks without an encoder, or with knowledge. */
  public Optional<FeatureAdaptor> itemAdaptor() {
    return item.filter(FeatureAdaptor.class::isInstance).map(FeatureAdaptor.class::cast);
  }

  private static Optional<ContentLayer> item(
      Parameters parameters, NetworkOptions options, Priors priors) {
    if (options.text().dimension() > 0) {
      FeatureAdaptor text =
          adaptor(parameters.scope("item_adaptor"), options.text(), priors, priors.items());
      return Optional.of(
          options.text().knowledge()
              ? new KnowledgeAdaptor(
                  text,
                  adaptor(
                      parameters.scope("knowledge_adaptor"),
                      options.text(),
                      priors,
                      priors.knowledge()))
              : text);
    }
    int width = options.itemVectorWidth();
    if (options.incentive().dimension() > 0) {
      return Optional.of(linear(parameters, priors, width));
    }
    return switch (options.content().source()) {
      case NONE -> Optional.empty();
      case FROZEN_VECTOR -> Optional.of(linear(parameters, priors, width));
      case PHRASES ->
          Optional.of(new PhraseBag(parameters.scope("phrases"), priors.phraseRows(), width));
    };
  }

  private static FeatureAdaptor linear(Parameters parameters, Priors priors, int width) {
    return new FeatureAdaptor(
        parameters.scope("item_adaptor"), priors.encoderDimension(), width, 0, 0, priors.items());
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
