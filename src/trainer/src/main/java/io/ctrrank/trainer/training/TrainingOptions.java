package io.ctrrank.trainer.training;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.trainer.data.KnowledgeKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to train.
 *
 * @param seed seed of initial weights, order of rows, drop-out and masks
 * @param threads threads inside tensor operations; 1 is reproducible
 * @param maxEpochs passes over the training part at most
 * @param evaluationsPerEpoch looks at the validation part in each epoch
 * @param patience evaluations without a better validation AUC before training stops
 * @param batchSize rows a step
 * @param learningRate of ID embeddings and head
 * @param adaptorLearningRate of the feature adaptors
 * @param encoderLearningRate of the encoder's trainable layer
 * @param weightDecay decoupled decay of dense weights
 * @param embeddingWeightDecay decoupled decay of embeddings, all rows in each step
 * @param dropout rate in the head, 0 to below 1
 * @param maskMode which history items are hidden more often
 * @param maskRate mean share of hidden history positions, 0 to 0.5
 * @param coldRate share of training rows whose item vector is withheld, and of history items whose
 *     vector is, so that what is not encoded yet is an ordinary input; ids, profiles and histories
 *     are withheld at rates of their own, which are no options
 * @param parts which parts of MSD the model has; none for other families
 * @param neighbours k of the top-k fusion
 * @param kernels kernels of the histogram of similarities
 * @param attentionHeads heads of the target attention
 * @param knowledge which knowledge phrases of items the model reads
 * @param loraLearningRate of low-rank additions to the text encoder
 * @param tuning how much of the text encoder is trained with the model
 * @param tuningStages 1 to train encoder and model together from the start, 2 to train the model
 *     first
 * @param encoder name of the encoder that the model reads texts through; null for this release's
 * @param head widths of the head's hidden layers; null for the family's
 */
public record TrainingOptions(
    long seed,
    int threads,
    int maxEpochs,
    int evaluationsPerEpoch,
    int patience,
    int batchSize,
    double learningRate,
    double adaptorLearningRate,
    double encoderLearningRate,
    double weightDecay,
    double embeddingWeightDecay,
    double dropout,
    FrequencyMask.Mode maskMode,
    double maskRate,
    double coldRate,
    Set<Part> parts,
    int neighbours,
    int kernels,
    int attentionHeads,
    KnowledgeKind knowledge,
    double loraLearningRate,
    EncoderTuning tuning,
    int tuningStages,
    @Nullable String encoder,
    @Nullable List<Integer> head) {

  public TrainingOptions {
    if (head != null) {
      head = List.copyOf(head);
      if (head.isEmpty() || head.stream().anyMatch(width -> width < 1)) {
        throw new IllegalArgumentException(
            "head is " + head + "; expected widths of [1] or more, one for each hidden layer");
      }
    }
    requireNonNull(maskMode, "maskMode is null");
    requireNonNull(knowledge, "knowledge is null");
    requireNonNull(tuning, "tuning is null");
    EnumSet<Part> ordered = EnumSet.noneOf(Part.class);
    ordered.addAll(parts);
    parts = Collections.unmodifiableSet(ordered);
    requireAtLeastOne("neighbours", neighbours);
    require("kernels", kernels, kernels >= 2, "[2] or more");
    requireAtLeastOne("attention-heads", attentionHeads);
    require("lora-learning-rate", loraLearningRate, loraLearningRate > 0, "a number above [0]");
    require(
        "encoder-tuning-stages",
        tuningStages,
        tuningStages == 1 || tuningStages == 2,
        "[1] or [2]");
    requireAtLeastOne("threads", threads);
    requireAtLeastOne("epochs", maxEpochs);
    requireAtLeastOne("evaluations-per-epoch", evaluationsPerEpoch);
    requireAtLeastOne("patience", patience);
    requireAtLeastOne("batch-size", batchSize);
    require("learning-rate", learningRate, learningRate > 0, "a number above [0]");
    require(
        "adaptor-learning-rate",
        adaptorLearningRate,
        adaptorLearningRate > 0,
        "a number above [0]");
    require(
        "encoder-learning-rate",
        encoderLearningRate,
        encoderLearningRate > 0,
        "a number above [0]");
    require("weight-decay", weightDecay, weightDecay >= 0, "[0] or more");
    require(
        "embedding-weight-decay", embeddingWeightDecay, embeddingWeightDecay >= 0, "[0] or more");
    requireShrinks("weight-decay", weightDecay, learningRate);
    requireShrinks("embedding-weight-decay", embeddingWeightDecay, learningRate);
    require("dropout", dropout, dropout >= 0 && dropout < 1, "[0] or more and below [1]");
    require("mask-rate", maskRate, maskRate >= 0 && maskRate <= 0.5, "[0] to [0.5]");
    require("cold-rate", coldRate, coldRate >= 0 && coldRate < 1, "[0] or more and below [1]");
  }

  /** A step multiplies weights by 1 - rate * decay: at 0 they are gone, below it they swing. */
  private static void requireShrinks(String name, double decay, double learningRate) {
    require(
        name,
        decay,
        decay * learningRate < 1,
        "below ["
            + 1 / learningRate
            + "] at learning-rate ["
            + learningRate
            + "], else it deletes"
            + " the weights in each step; lower one of both");
  }

  private static void requireAtLeastOne(String name, int value) {
    require(name, value, value >= 1, "[1] or more");
  }

  private static void require(String name, Number value, boolean good, String expected) {
    if (!good || !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException(name + " is [" + value + "]; expected " + expected);
    }
  }

  /** The defaults of the design's small setting. */
  public static TrainingOptions small() {
    return new Builder().build();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.seed = seed;
    builder.threads = threads;
    builder.maxEpochs = maxEpochs;
    builder.evaluationsPerEpoch = evaluationsPerEpoch;
    builder.patience = patience;
    builder.batchSize = batchSize;
    builder.learningRate = learningRate;
    builder.adaptorLearningRate = adaptorLearningRate;
    builder.encoderLearningRate = encoderLearningRate;
    builder.weightDecay = weightDecay;
    builder.embeddingWeightDecay = embeddingWeightDecay;
    builder.dropout = dropout;
    builder.maskMode = maskMode;
    builder.maskRate = maskRate;
    builder.coldRate = coldRate;
    builder.parts = parts;
    builder.neighbours = neighbours;
    builder.kernels = kernels;
    builder.attentionHeads = attentionHeads;
    builder.knowledge = knowledge;
    builder.loraLearningRate = loraLearningRate;
    builder.tuning = tuning;
    builder.tuningStages = tuningStages;
    builder.encoder = encoder;
    builder.head = head;
    return builder;
  }

  /** Collects options. */
  public static final class Builder {
    private long seed = 1;
    private int threads = 1;
    private int maxEpochs = 20;
    private int evaluationsPerEpoch = 2;
    private int patience = 4;
    private int batchSize = 1024;
    private double learningRate = 1e-3;
    private double adaptorLearningRate = 5e-4;
    private double encoderLearningRate = 5e-5;
    private double weightDecay = 1e-5;
    private double embeddingWeightDecay = 3e-3;
    private double dropout = 0.5;
    private FrequencyMask.Mode maskMode = FrequencyMask.Mode.HEAD;
    private double maskRate = 0.15;
    private double coldRate = 0.01;
    private Set<Part> parts = Set.of();
    private int neighbours = 5;
    private int kernels = 10;
    private int attentionHeads = 2;
    private KnowledgeKind knowledge = KnowledgeKind.NONE;
    private double loraLearningRate = 2e-4;
    private EncoderTuning tuning = EncoderTuning.FROZEN;
    private int tuningStages = 2;
    private @Nullable String encoder;
    private @Nullable List<Integer> head;

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public Builder maxEpochs(int value) {
      maxEpochs = value;
      return this;
    }

    public Builder evaluationsPerEpoch(int value) {
      evaluationsPerEpoch = value;
      return this;
    }

    public Builder patience(int value) {
      patience = value;
      return this;
    }

    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    public Builder adaptorLearningRate(double value) {
      adaptorLearningRate = value;
      return this;
    }

    public Builder encoderLearningRate(double value) {
      encoderLearningRate = value;
      return this;
    }

    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    public Builder embeddingWeightDecay(double value) {
      embeddingWeightDecay = value;
      return this;
    }

    public Builder dropout(double value) {
      dropout = value;
      return this;
    }

    public Builder maskMode(FrequencyMask.Mode value) {
      maskMode = value;
      return this;
    }

    public Builder maskRate(double value) {
      maskRate = value;
      return this;
    }

    public Builder coldRate(double value) {
      coldRate = value;
      return this;
    }

    public Builder parts(Set<Part> value) {
      parts = value;
      return this;
    }

    public Builder neighbours(int value) {
      neighbours = value;
      return this;
    }

    public Builder kernels(int value) {
      kernels = value;
      return this;
    }

    public Builder attentionHeads(int value) {
      attentionHeads = value;
      return this;
    }

    public Builder knowledge(KnowledgeKind value) {
      knowledge = value;
      return this;
    }

    public Builder loraLearningRate(double value) {
      loraLearningRate = value;
      return this;
    }

    public Builder tuning(EncoderTuning value) {
      tuning = value;
      return this;
    }

    public Builder tuningStages(int value) {
      tuningStages = value;
      return this;
    }

    public Builder encoder(@Nullable String value) {
      encoder = value;
      return this;
    }

    public Builder head(@Nullable List<Integer> value) {
      head = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it
     */
    public TrainingOptions build() {
      return new TrainingOptions(
          seed,
          threads,
          maxEpochs,
          evaluationsPerEpoch,
          patience,
          batchSize,
          learningRate,
          adaptorLearningRate,
          encoderLearningRate,
          weightDecay,
          embeddingWeightDecay,
          dropout,
          maskMode,
          maskRate,
          coldRate,
          parts,
          neighbours,
          kernels,
          attentionHeads,
          knowledge,
          loraLearningRate,
          tuning,
          tuningStages,
          encoder,
          head);
    }
  }
}
