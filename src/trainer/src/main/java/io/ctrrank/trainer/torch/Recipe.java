package io.ctrrank.trainer.torch;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.trainer.network.NetworkOptions;
import io.ctrrank.trainer.network.NetworkOptions.Backbone;
import io.ctrrank.trainer.network.NetworkOptions.CharacterOptions;
import io.ctrrank.trainer.network.NetworkOptions.Content;
import io.ctrrank.trainer.network.NetworkOptions.CrossOptions;
import io.ctrrank.trainer.network.NetworkOptions.EncoderOptions;
import io.ctrrank.trainer.network.NetworkOptions.IncentiveOptions;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.List;
import java.util.Set;

/**
 * Everything beside the data that decides what training gives.
 *
 * @param options what the user can set
 * @param network the network's shape
 * @param rates what is withheld from training rows
 * @param averageDecay share of the old average that a step keeps in weight averaging
 */
record Recipe(
    TrainingOptions options,
    NetworkOptions network,
    Perturbation.Rates rates,
    double averageDecay) {
  private static final double ID_DROPOUT = 0.15;

  /** Widths of all kernels but one together; their centres span 1. */
  private static final double KERNEL_WIDTHS = 0.63;

  private static final List<Integer> USUAL_HEAD = List.of(256, 128);

  /**
   * Chosen on the validation part: embeddings want strong decay, and adaptors a slow rate, else the
   * user's profile vector becomes a name for the user and the model overfits within three epochs.
   */
  static TrainingOptions defaults(Architecture architecture) {
    return TrainingOptions.small().toBuilder()
        .batchSize(512)
        .embeddingWeightDecay(100)
        .adaptorLearningRate(5e-5)
        .parts(architecture.parts())
        .knowledge(architecture.knowledge())
        .build();
  }

  static Recipe of(Architecture architecture, TrainingOptions options) {
    architecture.requireFits(options);
    return new Recipe(
        options,
        new NetworkOptions(
            backbone(architecture),
            16,
            8,
            4,
            8,
            options.head() == null ? USUAL_HEAD : options.head(),
            options.dropout(),
            true,
            content(architecture),
            text(architecture, options),
            characters(architecture),
            architecture == Architecture.PRINT
                ? new IncentiveOptions(32, 32, 16, 64, 0.5)
                : IncentiveOptions.NONE,
            architecture.trainsEncoder()
                ? new EncoderOptions(4, 64, 128, 0.1)
                : EncoderOptions.NONE,
            options.parts().contains(Part.CROSS) ? new CrossOptions(2, 32) : CrossOptions.NONE,
            options.parts().contains(Part.ITEM_ALIGNMENT) ? 0.1 : 0),
        new Perturbation.Rates(0.05, options.coldRate(), options.coldRate(), 0.05, 0.02, 0.1),
        0.99);
  }

  /**
   * How often the id of a target is withheld from training, beside the rate that all items share:
   * more often for items that are shown often, with {@link Part#ID_DROPOUT}; never without.
   *
   * @param exposures training impressions by catalogue index
   */
  FrequencyMask newcomers(long[] exposures) {
    FrequencyMask.Mode mode =
        options.parts().contains(Part.ID_DROPOUT)
            ? FrequencyMask.Mode.HEAD
            : FrequencyMask.Mode.NONE;
    return FrequencyMask.fit(mode, ID_DROPOUT, exposures, exposures, options.seed());
  }

  /** How far a step moves a parameter. */
  double learningRate(Parameter parameter) {
    return switch (parameter.role()) {
      case ADAPTOR -> options.adaptorLearningRate();
      case ENCODER -> options.encoderLearningRate();
      case LOW_RANK -> options.loraLearningRate();
      case EMBEDDING, DENSE, BIAS, STATISTIC, CONSTANT -> options.learningRate();
    };
  }

  /** How strongly a parameter is drawn to 0. */
  double weightDecay(Parameter parameter) {
    return switch (parameter.role()) {
      case EMBEDDING -> options.embeddingWeightDecay();
      case DENSE, ADAPTOR, ENCODER, LOW_RANK -> options.weightDecay();
      case BIAS, STATISTIC, CONSTANT -> 0;
    };
  }

  private static Backbone backbone(Architecture architecture) {
    return switch (architecture) {
      case DEEPFM -> Backbone.DEEP_FM;
      case DEEP_CHAR_MATCH -> Backbone.DEEP_CHAR_MATCH;
      case DEEP_CHAR_MATCH_FEATURES -> Backbone.DEEP_CHAR_MATCH_DIN;
      case PRINT -> Backbone.PRINT;
      case NUMBERT -> Backbone.NUM_BERT;
      case BERT4CTR -> Backbone.BERT4CTR;
      case SUKD -> Backbone.SUKD;
      case DIN, DIN_FROZEN, DIN_PHRASES, MSD_PAPER, MSD -> Backbone.DIN;
    };
  }

  private static CharacterOptions characters(Architecture architecture) {
    return switch (architecture) {
      case DEEP_CHAR_MATCH, DEEP_CHAR_MATCH_FEATURES ->
          new CharacterOptions(16, 48, 64, 32, 16, 64);
      default -> CharacterOptions.NONE;
    };
  }

  private static Content content(Architecture architecture) {
    return switch (architecture) {
      case DIN_FROZEN -> new Content(Content.Source.FROZEN_VECTOR, 64);
      case DIN_PHRASES -> new Content(Content.Source.PHRASES, 16);
      default -> Content.NONE;
    };
  }

  private static TextOptions text(Architecture architecture, TrainingOptions options) {
    Set<Part> parts = options.parts();
    int neighbours = parts.contains(Part.TOP_K) ? options.neighbours() : TextOptions.ALL_NEIGHBOURS;
    return switch (architecture) {
      case MSD_PAPER, MSD ->
          new TextOptions(
              64,
              256,
              0.1,
              parts.contains(Part.SHORTCUT),
              parts.contains(Part.ITEM_FUSION) ? neighbours : 0,
              parts.contains(Part.USER_LEVEL),
              parts.contains(Part.HISTOGRAM) ? options.kernels() : 0,
              KERNEL_WIDTHS / (options.kernels() - 1),
              parts.contains(Part.SIMILAR_RATES),
              parts.contains(Part.TARGET_ATTENTION) ? options.attentionHeads() : 0,
              16,
              options.knowledge().vectors().size(),
              parts.contains(Part.FREQUENCY_GATE),
              parts.contains(Part.HYBRID_EXPERTS) ? 2 : 0,
              parts.contains(Part.QUERY));
      default -> TextOptions.NONE;
    };
  }
}
