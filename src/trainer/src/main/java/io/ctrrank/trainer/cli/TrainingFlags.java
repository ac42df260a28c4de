package io.ctrrank.trainer.cli;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Training options; what is not given stays as the model family has it. */
final class TrainingFlags {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nTraining (what is not given stays as the model has it):%n";

  @Option(names = "--epochs", paramLabel = "N", description = "Most passes over the training part.")
  private @Nullable Integer epochs;

  @Option(
      names = "--evaluations-per-epoch",
      paramLabel = "N",
      description = "Looks at the validation part in each epoch.")
  private @Nullable Integer evaluationsPerEpoch;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Looks without a better validation AUC before training stops.")
  private @Nullable Integer patience;

  @Option(names = "--batch-size", paramLabel = "N", description = "Rows a step.")
  private @Nullable Integer batchSize;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Of ID embeddings and head.")
  private @Nullable Double learningRate;

  @Option(
      names = "--adaptor-learning-rate",
      paramLabel = "X",
      description = "Of the feature adaptors.")
  private @Nullable Double adaptorLearningRate;

  @Option(
      names = "--encoder-learning-rate",
      paramLabel = "X",
      description = "Of the encoder's layer in models that train it.")
  private @Nullable Double encoderLearningRate;

  @Option(names = "--weight-decay", paramLabel = "X", description = "Decay of dense weights.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--embedding-weight-decay",
      paramLabel = "X",
      description = "Decay of embedding rows.")
  private @Nullable Double embeddingWeightDecay;

  @Option(names = "--dropout", paramLabel = "X", description = "Drop-out rate in the head.")
  private @Nullable Double dropout;

  @Option(
      names = "--mask",
      paramLabel = "MODE",
      description = "Which history items are hidden more often: head, tail, uniform or none.")
  private @Nullable String mask;

  @Option(
      names = "--mask-rate",
      paramLabel = "X",
      description = "Mean share of hidden history items, 0 to 0.5.")
  private @Nullable Double maskRate;

  @Option(
      names = "--cold-rate",
      paramLabel = "X",
      description = {
        "Share of rows trained without the vector of the item, and of history items without theirs:",
        "what is not encoded yet. (New items, unknown users and users without history are 0.05, 0.05",
        "and 0.02 of the rows in any case.)"
      })
  private @Nullable Double coldRate;

  @Option(
      names = "--with",
      split = ",",
      paramLabel = "PART",
      description = {
        "Parts of MSD to add: user-level, item-fusion, top-k, shortcut, histogram, similar-rates,",
        "target-attention, which msd has all; and what neither has: item-alignment, hybrid-experts,",
        "cross, id-dropout, of data with queries query, and, with knowledge of items,",
        "frequency-gate."
      })
  private List<String> with = List.of();

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "PART",
      description = "Parts of MSD to leave out, for ablations.")
  private List<String> without = List.of();

  @Option(
      names = "--neighbours",
      paramLabel = "K",
      description = "Clicked items that top-k fusion sums.")
  private @Nullable Integer neighbours;

  @Option(
      names = "--kernels",
      paramLabel = "N",
      description = "Kernels of msd's histogram of similarities, evenly spaced.")
  private @Nullable Integer kernels;

  @Option(
      names = "--attention-heads",
      paramLabel = "N",
      description = "Heads of msd's target attention, 16 wide each.")
  private @Nullable Integer attentionHeads;

  @Option(
      names = "--head",
      split = ",",
      paramLabel = "WIDTH",
      description = "Widths of the head's hidden layers. Default: 256,128")
  private @Nullable List<Integer> head;

  @Option(
      names = "--item-knowledge",
      paramLabel = "KIND",
      description = {
        "Knowledge phrases that msd reads as a second vector of items, or din-phrases as multi-hot:",
        "none, explicit, implicit, all, apart (msd only: explicit and implicit, a vector each), or",
        "placebo (implicit phrases of other items)."
      })
  private @Nullable String knowledge;

  @Option(
      names = "--encoder-tuning",
      paramLabel = "KIND",
      description = {
        "How much of the text encoder is trained with msd: frozen, top-lora (low-rank additions to",
        "query and value of the top layer) or full-lora (of all layers)."
      })
  private @Nullable String tuning;

  @Option(
      names = "--lora-learning-rate",
      paramLabel = "X",
      description = "Of low-rank additions to the text encoder.")
  private @Nullable Double loraLearningRate;

  @Option(
      names = "--encoder-tuning-stages",
      paramLabel = "N",
      description = "1: encoder and model together from the start; 2: the model first.")
  private @Nullable Integer tuningStages;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads inside tensor operations; 1 is reproducible bit by bit.")
  private @Nullable Integer threads;

  /**
   * The family's defaults with what was given.
   *
   * @throws IllegalArgumentException naming an option that is out of range
   */
  TrainingOptions apply(TrainingOptions defaults) {
    TrainingOptions.Builder builder = defaults.toBuilder();
    set(epochs, builder::maxEpochs);
    set(evaluationsPerEpoch, builder::evaluationsPerEpoch);
    set(patience, builder::patience);
    set(batchSize, builder::batchSize);
    set(learningRate, builder::learningRate);
    set(adaptorLearningRate, builder::adaptorLearningRate);
    set(encoderLearningRate, builder::encoderLearningRate);
    set(weightDecay, builder::weightDecay);
    set(embeddingWeightDecay, builder::embeddingWeightDecay);
    set(dropout, builder::dropout);
    set(mask == null ? null : mode(mask), builder::maskMode);
    set(maskRate, builder::maskRate);
    set(coldRate, builder::coldRate);
    set(threads, builder::threads);
    set(neighbours, builder::neighbours);
    set(kernels, builder::kernels);
    set(attentionHeads, builder::attentionHeads);
    set(head, builder::head);
    set(knowledge == null ? null : KnowledgeKind.parse(knowledge), builder::knowledge);
    set(tuning == null ? null : EncoderTuning.parse(tuning), builder::tuning);
    set(loraLearningRate, builder::loraLearningRate);
    set(tuningStages, builder::tuningStages);
    EnumSet<Part> parts = EnumSet.noneOf(Part.class);
    parts.addAll(defaults.parts());
    with.forEach(name -> parts.add(Part.parse(name)));
    for (String name : without) {
      if (with.contains(name)) {
        throw new IllegalArgumentException(
            "part [" + name + "] is in --with and in --without; expected it in one of them");
      }
      parts.remove(Part.parse(name));
    }
    builder.parts(parts);
    return builder.build();
  }

  /**
   * Refuses options that were given and change nothing, so that no run is told apart, or named,
   * after what it has not.
   *
   * @param architecture the family
   * @param options what {@link #apply} made of its defaults
   * @throws IllegalArgumentException naming the option
   */
  void requireRead(Architecture architecture, TrainingOptions options) {
    boolean fuses = options.parts().contains(Part.ITEM_FUSION);
    boolean tunes = options.tuning() != EncoderTuning.FROZEN;
    boolean hides = options.maskMode() != FrequencyMask.Mode.NONE;
    String fusion = "it has no item fusion, from which history items are hidden";
    requireRead(architecture, "--mask", mask, fuses, fusion);
    requireRead(architecture, "--mask-rate", maskRate, fuses, fusion);
    requireRead(architecture, "--mask-rate", maskRate, hides, "its mask is [none]");
    requireRead(
        architecture,
        "--cold-rate",
        coldRate,
        architecture.hasEncoder() || architecture.readsPhrases(),
        "it reads no vectors of items, which are withheld");
    requireRead(
        architecture,
        "--adaptor-learning-rate",
        adaptorLearningRate,
        architecture.hasEncoder(),
        "it has no adaptors");
    requireRead(
        architecture,
        "--encoder-learning-rate",
        encoderLearningRate,
        architecture.trainsEncoder(),
        "it trains no layer of an encoder");
    String tuning = "its encoder tuning is [frozen]";
    requireRead(architecture, "--lora-learning-rate", loraLearningRate, tunes, tuning);
    requireRead(architecture, "--encoder-tuning-stages", tuningStages, tunes, tuning);
  }

  private static void requireRead(
      Architecture architecture,
      String option,
      @Nullable Object value,
      boolean read,
      String reason) {
    if (value != null && !read) {
      throw new IllegalArgumentException(
          option
              + " is ["
              + value
              + "] for model ["
              + architecture
              + "]; expected none, as "
              + reason
              + "; leave it out");
    }
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  private static FrequencyMask.Mode mode(String name) {
    for (FrequencyMask.Mode mode : FrequencyMask.Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "mask is [" + name + "]; expected one of [head, tail, uniform, none]");
  }

  /**
   * The options in which a run differs from its family's defaults, as {@code train} takes them.
   *
   * @param architecture the family
   * @param defaults its defaults
   * @param options the run's options; only what makes a variant may differ
   */
  static String words(
      Architecture architecture, TrainingOptions defaults, TrainingOptions options) {
    StringBuilder words = new StringBuilder("--model ").append(architecture);
    for (Part part : Part.values()) {
      boolean has = options.parts().contains(part);
      if (has != defaults.parts().contains(part)) {
        words.append(has ? " --with " : " --without ").append(part);
      }
    }
    if (options.maskMode() != defaults.maskMode()) {
      words.append(" --mask ").append(options.maskMode().name().toLowerCase(Locale.ROOT));
    }
    if (options.knowledge() != defaults.knowledge()) {
      words.append(" --item-knowledge ").append(options.knowledge());
    }
    if (options.tuning() != defaults.tuning()) {
      words.append(" --encoder-tuning ").append(options.tuning());
    }
    return words.append(" --seed ").append(options.seed()).toString();
  }
}
