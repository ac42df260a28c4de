package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import java.util.ArrayList;
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
   * @param knowledge starts of the shortcuts of knowledge vectors' adaptors
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
      List<Projection> knowledge,
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
    TextOptions text = options.text();
    Adaptors adaptors = new Adaptors(parameters, text, priors.encoderDimension());
    Optional<ContentLayer> item = item(parameters, adaptors, options, priors);
    Optional<FeatureAdaptor> user =
        text.dimension() > 0 && text.userLevel()
            ? Optional.of(adaptors.of("user_adaptor", priors.profiles()))
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
          case DIN ->
              options.alignment() > 0
                  ? new AlignedNetwork(scope, schema, options, priors)
                  : new DinNetwork(scope, schema, options, priors);
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
    List<TrainingStage> stages = new ArrayList<>(ctr.stages());
    if (encoder.isPresent() && tuningStages == 2) {
      TrainingStage last = stages.getLast();
      stages.set(
          stages.size() - 1,
          new TrainingStage.Only(last, parameter -> parameter.role() != Parameter.Role.LOW_RANK));
      stages.add(last);
    }
    return List.copyOf(stages);
  }

  /** The layer from an item's encoded content to its vector; empty without an encoder. */
  public Optional<ContentLayer> encodedItem() {
    return item.filter(layer -> !(layer instanceof PhraseBag));
  }

  /** The item's feature adaptor; empty for networks without an encoder, or with knowledge. */
  public Optional<FeatureAdaptor> itemAdaptor() {
    return item.filter(FeatureAdaptor.class::isInstance).map(FeatureAdaptor.class::cast);
  }

  /**
   * The adaptor that the text of a search passes: that of items' texts, which it is compared with.
   */
  public Optional<FeatureAdaptor> textAdaptor() {
    return item.flatMap(
        layer ->
            switch (layer) {
              case FeatureAdaptor adaptor -> Optional.of(adaptor);
              case KnowledgeAdaptor adaptor -> Optional.of(adaptor.text());
              default -> Optional.empty();
            });
  }

  private static Optional<ContentLayer> item(
      Parameters parameters, Adaptors adaptors, NetworkOptions options, Priors priors) {
    if (options.text().dimension() > 0) {
      FeatureAdaptor text = adaptors.of("item_adaptor", priors.items());
      List<FeatureAdaptor> phrases = new ArrayList<>();
      for (int i = 0; i < options.text().knowledge(); i++) {
        phrases.add(adaptors.of(ofKnowledge("knowledge_adaptor", i), priors.knowledge().get(i)));
      }
      return Optional.of(phrases.isEmpty() ? text : new KnowledgeAdaptor(text, phrases));
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

  /** Name of what reads a vector of phrases; the first has no number. */
  static String ofKnowledge(String name, int number) {
    return number == 0 ? name : name + "_" + number;
  }

  private static FeatureAdaptor linear(Parameters parameters, Priors priors, int width) {
    return new FeatureAdaptor(
        parameters.scope("item_adaptor"),
        priors.encoderDimension(),
        width,
        Optional.empty(),
        priors.items());
  }
}
