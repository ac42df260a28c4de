package io.ctrrank.trainer.training;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.data.KnowledgeKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The model families that can be trained, the ones that tell others apart last. */
public enum Architecture {
  /** DeepFM (arXiv 1703.04247): first order, pairwise products, MLP; history mean-pooled. */
  DEEPFM(
      Set.of(),
      "DeepFM: first-order weights, a factorization machine and an MLP over shared embeddings; the"
          + " behaviour sequence is mean-pooled; reads no texts."),
  /** Deep interest network (arXiv 1706.06978): target attention over the history, no text. */
  DIN(
      Set.of(),
      "Deep interest network: attention of the target item over the behaviour sequence; reads no"
          + " texts."),
  /** Control: DIN whose items are ID embedding and projected frozen text vector. */
  DIN_FROZEN(
      Set.of(Input.ITEM_TEXTS),
      "Deep interest network whose items are an ID embedding and a linear projection of the frozen"
          + " language-model vector of their text."),
  /** Control: DIN whose items are ID embedding and multi-hot of knowledge phrases. */
  DIN_PHRASES(
      Set.of(Input.PHRASES),
      "Deep interest network whose items are an ID embedding and the mean embedding of their"
          + " knowledge phrases."),
  /** DeepCharMatch (arXiv 1707.02158) over the characters of query and item alone. */
  DEEP_CHAR_MATCH(
      Set.of(Input.QUERIES),
      "DeepCharMatch: character convolutions over query and item text, a match tensor and"
          + " convolutions over it; reads nothing else."),
  /** DeepCharMatch (arXiv 1707.02158) beside the features of DIN. */
  DEEP_CHAR_MATCH_FEATURES(
      Set.of(Input.QUERIES),
      "DeepCharMatch and a deep interest network over the features, their logits summed."),
  /** PRINT, the personalised relevance incentive network, with a frozen encoder. */
  PRINT(
      Set.of(Input.QUERIES, Input.ITEM_TEXTS),
      "PRINT: a deep interest network and an incentive that says how much the user cares whether an"
          + " item fits the query; frozen language-model vectors of both."),
  /** NumBERT (arXiv 2010.05345) over the top layer of a MiniLM. */
  NUMBERT(
      Set.of(Input.QUERIES, Input.TOKENS),
      "NumBERT: features as tokens among those of item and query text, numbers by mantissa and"
          + " exponent, through the top layer of a MiniLM that is trained with the model."),
  /** BERT4CTR (arXiv 2308.11527) over the top layer of a MiniLM. */
  BERT4CTR(
      Set.of(Input.QUERIES, Input.TOKENS),
      "BERT4CTR: features compressed to tokens that look at the text of item and query in the top"
          + " layer of a MiniLM, which is trained with the model."),
  /** SuKD (KDD 2022) with the top layer of a MiniLM as teacher. */
  SUKD(
      Set.of(Input.QUERIES, Input.TOKENS),
      "SuKD: a deep interest network with a light twin encoder of item and query, distilled from one"
          + " with the top layer of a MiniLM that was trained jointly with the features."),
  /**
   * MSD (arXiv 2412.06860) with the paper's parts alone. Unless somebody says otherwise its encoder
   * is the stock one, frozen: the paper's is distilled from the teacher's knowledge, and LoRA tunes
   * it with the clicks.
   */
  MSD_PAPER(
      Set.of(Input.ITEM_TEXTS, Input.PROFILES),
      EnumSet.of(Part.USER_LEVEL, Part.ITEM_FUSION, Part.TOP_K),
      "MSD with the paper's parts alone: feature adaptors, the sum of the k nearest clicked items,"
          + " user level; texts through a language-model encoder that, unlike the paper's, is frozen,"
          + " and distilled only where the model's name has such an encoder's."),
  /** MSD (arXiv 2412.06860): adapted text vectors, top-k sequence fusion, user level. */
  MSD(
      Set.of(Input.ITEM_TEXTS, Input.PROFILES),
      EnumSet.range(Part.USER_LEVEL, Part.TARGET_ATTENTION),
      "MSD: texts of items and users through a frozen language-model encoder and feature adaptors,"
          + " fused with the behaviour sequence by similarity.");

  /** Families whose last layers are their paper's. */
  private static final Set<Architecture> HEADLESS = Set.of(DEEP_CHAR_MATCH, NUMBERT, BERT4CTR);

  private final Set<Input> inputs;
  private final Set<Part> parts;
  private final String description;

  /** What a family reads beside IDs, attributes and the typed history. */
  private enum Input {
    /** Texts of items, through the encoder. */
    ITEM_TEXTS,
    /** Texts of user profiles, through the encoder. */
    PROFILES,
    /** Knowledge phrases of items. */
    PHRASES,
    /** What stands in for queries. */
    QUERIES,
    /** Token states of item texts and queries, below an encoder layer that is trained. */
    TOKENS
  }

  Architecture(Set<Input> inputs, String description) {
    this(inputs, Set.of(), description);
  }

  Architecture(Set<Input> inputs, Set<Part> parts, String description) {
    this.inputs = inputs;
    this.parts = Set.copyOf(parts);
    this.description = description;
  }

  /** Reads an {@link #id()}. */
  public static Architecture parse(String name) {
    for (Architecture architecture : values()) {
      if (architecture.id().equals(name)) {
        return architecture;
      }
    }
    throw new IllegalArgumentException(
        "model is [" + name + "]; expected one of " + Arrays.toString(values()));
  }

  /** Whether the model reads texts of items through an encoder. */
  public boolean hasEncoder() {
    return inputs.contains(Input.ITEM_TEXTS);
  }

  /** Whether the model reads the knowledge phrases of items. */
  public boolean readsPhrases() {
    return inputs.contains(Input.PHRASES);
  }

  /** Whether the model reads what stands in for a query; see {@link Part#QUERY} for real ones. */
  public boolean readsQueries() {
    return inputs.contains(Input.QUERIES);
  }

  /** Whether the model trains a layer of the encoder, on token states of items and queries. */
  public boolean trainsEncoder() {
    return inputs.contains(Input.TOKENS);
  }

  /** Whether the model reads texts through an encoder, frozen or not. */
  public boolean readsThroughEncoder() {
    return hasEncoder() || trainsEncoder();
  }

  /** Whether a node can serve it. */
  public boolean servable(TrainingOptions options) {
    return whyNotServable(options).isEmpty();
  }

  /** The parts of MSD that the family has when nobody says otherwise. */
  public Set<Part> parts() {
    return parts;
  }

  /** The knowledge that the family reads when nobody says otherwise. */
  public KnowledgeKind knowledge() {
    return readsPhrases() ? KnowledgeKind.ALL : KnowledgeKind.NONE;
  }

  /**
   * Refuses options that do not go with the family.
   *
   * @throws IllegalArgumentException naming the option
   */
  public void requireFits(TrainingOptions options) {
    requireRead(options, Part.TOP_K, "neighbours", TrainingOptions::neighbours);
    requireRead(options, Part.HISTOGRAM, "kernels", TrainingOptions::kernels);
    requireRead(options, Part.TARGET_ATTENTION, "attention-heads", TrainingOptions::attentionHeads);
    if (options.head() != null && HEADLESS.contains(this)) {
      throw new IllegalArgumentException(
          "model [" + this + "] was given head " + options.head() + "; expected none of its own");
    }
    if (options.encoder() != null && !readsThroughEncoder()) {
      throw new IllegalArgumentException(
          "model ["
              + this
              + "] was given encoder ["
              + options.encoder()
              + "]; expected none, as it reads no texts through one");
    }
    if (!inputs.contains(Input.PROFILES) && !options.parts().isEmpty()) {
      throw new IllegalArgumentException(
          "model [" + this + "] has no parts of MSD; found " + options.parts() + "; expected none");
    }
    if (!inputs.contains(Input.PROFILES) && options.tuning() != EncoderTuning.FROZEN) {
      throw new IllegalArgumentException(
          "model ["
              + this
              + "] was given encoder tuning ["
              + options.tuning()
              + "]; expected [frozen]; tune the encoder of [msd]");
    }
    boolean reads = options.knowledge() != KnowledgeKind.NONE;
    Optional<Part> idle =
        options.parts().stream().filter(part -> part.needsKnowledge() && !reads).findFirst();
    if (idle.isPresent()) {
      throw new IllegalArgumentException(
          "part ["
              + idle.get()
              + "] was given with knowledge [none]; expected knowledge of items, which it weighs;"
              + " name a kind, or leave the part out");
    }
    if (options.parts().contains(Part.QUERY) && options.tuning() != EncoderTuning.FROZEN) {
      throw new IllegalArgumentException(
          "part [query] was given with encoder tuning ["
              + options.tuning()
              + "]; expected [frozen], as queries do not pass an encoder that is trained; leave one of"
              + " both out");
    }
    if (readsPhrases() && options.knowledge() == KnowledgeKind.APART) {
      throw new IllegalArgumentException(
          "model ["
              + this
              + "] was given knowledge [apart]; expected one of [explicit, implicit, all, placebo],"
              + " as it reads one list of phrases");
    }
    if (readsPhrases() ? !reads : reads && !inputs.contains(Input.PROFILES)) {
      throw new IllegalArgumentException(
          "model ["
              + this
              + "] was given knowledge ["
              + options.knowledge()
              + "]; expected "
              + (readsPhrases() ? "phrases, as it reads nothing else of them" : "[none]"));
    }
  }

  /**
   * Why a node cannot serve it; empty for families that can be served. Phrases are no field of the
   * bundle format: a node knows those of candidates at best, never those of history items.
   */
  public Optional<String> whyNotServable(TrainingOptions options) {
    if (options.knowledge() != KnowledgeKind.NONE) {
      return Optional.of("a node does not know the knowledge phrases it reads");
    }
    return readsQueries()
        ? Optional.of(
            "the query it reads is a stand-in, written from the knowledge phrases of what the user"
                + " clicked, which a node does not know")
        : Optional.empty();
  }

  /** One sentence for manifests. */
  public String description() {
    return description;
  }

  /**
   * The part of a data set's schema that this family reads with such options. Histories are as long
   * as the top-k fusion needs them.
   *
   * @throws IllegalArgumentException if they never hold as many events as it chooses
   */
  public FeatureSchema schema(FeatureSchema full, TrainingOptions options) {
    return new FeatureSchema(
        full.itemIdField(),
        full.itemIds(),
        full.categorical(),
        full.numeric(),
        hasEncoder() ? full.itemText() : Optional.empty(),
        history(full.history(), options),
        inputs.contains(Input.PROFILES) ? full.profile() : Optional.empty(),
        options.parts().contains(Part.QUERY));
  }

  private void requireRead(
      TrainingOptions options, Part part, String name, ToIntFunction<TrainingOptions> value) {
    int given = value.applyAsInt(options);
    if (!options.parts().contains(part) && given != value.applyAsInt(TrainingOptions.small())) {
      throw new IllegalArgumentException(
          "model ["
              + this
              + "] was given "
              + name
              + " ["
              + given
              + "]; expected none, as it has no part ["
              + part
              + "]");
    }
  }

  private static HistorySchema history(HistorySchema full, TrainingOptions options) {
    if (!options.parts().contains(Part.TOP_K)) {
      return full;
    }
    int neighbours = options.neighbours();
    if (neighbours > full.maxLength()) {
      throw new IllegalArgumentException(
          "neighbours is ["
              + neighbours
              + "] but histories hold ["
              + full.maxLength()
              + "] events; expected at most as many neighbours; choose fewer, or read longer"
              + " histories");
    }
    return full.withMinLength(Math.max(full.minLength(), neighbours));
  }

  /** Name in commands and manifests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return id();
  }
}
