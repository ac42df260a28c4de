package io.ctrrank.trainer.training;

import io.ctrrank.core.fusion.FrequencyMask;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Names a family together with what was changed in it. Runs of one name may still be trained
 * otherwise: {@link #differences} tells those apart.
 */
public final class VariantName {
  /** The options that no name tells but the seed, as {@code train} has them. */
  static final Map<String, Function<TrainingOptions, Object>> UNNAMED = unnamed();

  private VariantName() {}

  /**
   * The family's id, then what its parts, mask, neighbours, kernels, attention heads, knowledge,
   * head and encoder have that the family has not: {@code msd}, {@code msd-without-user-level},
   * {@code msd-paper-with-histogram}, {@code msd-mask-none}, {@code msd-k-20}, {@code
   * msd-kernels-6}, {@code msd-attention-heads-1}, {@code msd-implicit}, {@code msd-top-lora},
   * {@code msd-head-128-64}, {@code msd-encoder-distilled}.
   */
  public static String of(Architecture architecture, TrainingOptions options) {
    StringBuilder name = new StringBuilder(architecture.id());
    EnumSet<Part> added = EnumSet.noneOf(Part.class);
    EnumSet<Part> removed = EnumSet.noneOf(Part.class);
    for (Part part : Part.values()) {
      boolean has = options.parts().contains(part);
      if (has != architecture.parts().contains(part)) {
        (has ? added : removed).add(part);
      }
    }
    added.forEach(part -> name.append("-with-").append(part));
    removed.forEach(part -> name.append("-without-").append(part));
    TrainingOptions usual = TrainingOptions.small();
    if (options.maskMode() != usual.maskMode()) {
      name.append("-mask-").append(id(options.maskMode()));
    }
    if (options.neighbours() != usual.neighbours()) {
      name.append("-k-").append(options.neighbours());
    }
    if (options.kernels() != usual.kernels()) {
      name.append("-kernels-").append(options.kernels());
    }
    if (options.attentionHeads() != usual.attentionHeads()) {
      name.append("-attention-heads-").append(options.attentionHeads());
    }
    if (options.knowledge() != architecture.knowledge()) {
      name.append('-').append(options.knowledge());
    }
    if (options.tuning() != usual.tuning()) {
      name.append('-').append(options.tuning());
      if (options.tuningStages() != usual.tuningStages()) {
        name.append("-one-stage");
      }
    }
    if (options.head() != null) {
      name.append("-head");
      options.head().forEach(width -> name.append('-').append(width));
    }
    if (options.encoder() != null) {
      name.append("-encoder-").append(options.encoder());
    }
    return name.toString();
  }

  /**
   * The options beside name and seed in which a run differs from others of its name, as {@code
   * learning-rate=0.01 dropout=0.3}; empty if there are none.
   *
   * @param options those of the run
   * @param all those of all runs of its name
   */
  public static String differences(TrainingOptions options, Collection<TrainingOptions> all) {
    return UNNAMED.entrySet().stream()
        .filter(option -> all.stream().map(option.getValue()).distinct().count() > 1)
        .map(option -> option.getKey() + "=" + option.getValue().apply(options))
        .collect(Collectors.joining(" "));
  }

  private static Map<String, Function<TrainingOptions, Object>> unnamed() {
    Map<String, Function<TrainingOptions, Object>> options = new LinkedHashMap<>();
    options.put("epochs", TrainingOptions::maxEpochs);
    options.put("evaluations-per-epoch", TrainingOptions::evaluationsPerEpoch);
    options.put("patience", TrainingOptions::patience);
    options.put("batch-size", TrainingOptions::batchSize);
    options.put("learning-rate", TrainingOptions::learningRate);
    options.put("adaptor-learning-rate", TrainingOptions::adaptorLearningRate);
    options.put("encoder-learning-rate", TrainingOptions::encoderLearningRate);
    options.put("lora-learning-rate", TrainingOptions::loraLearningRate);
    options.put("encoder-tuning-stages", TrainingOptions::tuningStages);
    options.put("weight-decay", TrainingOptions::weightDecay);
    options.put("embedding-weight-decay", TrainingOptions::embeddingWeightDecay);
    options.put("dropout", TrainingOptions::dropout);
    options.put("mask-rate", TrainingOptions::maskRate);
    options.put("cold-rate", TrainingOptions::coldRate);
    options.put("threads", TrainingOptions::threads);
    return Collections.unmodifiableMap(options);
  }

  private static String id(FrequencyMask.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
