package io.ctrrank.trainer.training;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.KnowledgeKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The model families that can be trained, the ones that tell others apart last. */
public enum Architecture {
  /** DeepFM (arXiv 1703.04247): first order, pairwise products, MLP; history mean-pooled. */
  DEEPFM(
      Content.IDS,
      "DeepFM: first-order weights, a factorization machine and an MLP over shared embeddings; the"
          + " behaviour sequence is mean-pooled; reads no texts."),
  /** Deep interest network (arXiv 1706.06978): target attention over the history, no text. */
  DIN(
      Content.IDS,
      "Deep interest network: attention of the target item over the behaviour sequence; reads no"
          + " texts."),
  /** Control: DIN whose items are ID embedding and projected frozen text vector. */
  DIN_FROZEN(
      Content.ITEM_TEXTS,
      "Deep interest network whose items are an ID embedding and a linear projection of the frozen"
          + " language-model vector of their text."),
  /** Control: DIN whose items are ID embedding and multi-hot of knowledge phrases. */
  DIN_PHRASES(
      Content.PHRASES,
      "Deep interest network whose items are an ID embedding and the mean embedding of their"
          + " knowledge phrases."),
  /** MSD (arXiv 2412.06860) with the paper's parts alone. */
  MSD_PAPER(
      Content.TEXTS,
      EnumSet.of(Part.USER_LEVEL, Part.ITEM_FUSION, Part.TOP_K),
      "MSD as the paper has it: feature adaptors, the sum of the k nearest clicked items, user"
          + " level; texts through a frozen language-model encoder."),
  /** MSD (arXiv 2412.06860): adapted text vectors, top-k sequence fusion, user level. */
  MSD(
      Content.TEXTS,
      EnumSet.allOf(Part.class),
      "MSD: texts of items and users through a frozen language-model encoder and feature adaptors,"
          + " fused with the behaviour sequence by similarity.");

  private final Content content;
  private final Set<Part> parts;
  private final String description;

  /** What a family reads beside IDs, attributes and the typed history. */
  private enum Content {
    IDS,
    ITEM_TEXTS,
    TEXTS,
    PHRASES
  }

  Architecture(Content content, String description) {
    this(content, Set.of(), description);
  }

  Architecture(Content content, Set<Part> parts, String description) {
    this.content = content;
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

  /** Whether the model reads texts through an encoder. */
  public boolean hasEncoder() {
    return content == Content.TEXTS || content == Content.ITEM_TEXTS;
  }

  /** Whether the model reads the knowledge phrases of items. */
  public boolean readsPhrases() {
    return content == Content.PHRASES;
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
    if (content != Content.TEXTS && !options.parts().isEmpty()) {
      throw new IllegalArgumentException(
          "model [" + this + "] has no parts of MSD; found " + options.parts() + "; expected none");
    }
    boolean reads = options.knowledge() != KnowledgeKind.NONE;
    if (readsPhrases() ? !reads : reads && content != Content.TEXTS) {
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
   * Whether a node can serve it. Phrases are no field of the bundle format: a node knows those of
   * candidates at best, never those of history items.
   */
  public boolean servable(TrainingOptions options) {
    return options.knowledge() == KnowledgeKind.NONE;
  }

  /** One sentence for manifests. */
  public String description() {
    return description;
  }

  /** The part of a data set's schema that this family reads. */
  public FeatureSchema schema(FeatureSchema full) {
    return new FeatureSchema(
        full.itemIdField(),
        full.itemIds(),
        full.categorical(),
        full.numeric(),
        hasEncoder() ? full.itemText() : Optional.empty(),
        full.history(),
        content == Content.TEXTS ? full.profile() : Optional.empty());
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
