package io.ctrrank.trainer.training;

import io.ctrrank.core.schema.FeatureSchema;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The model families that can be trained. */
public enum Architecture {
  /** MSD (arXiv 2412.06860): adapted text vectors, top-k sequence fusion, user level. */
  MSD(
      true,
      "MSD: texts of items and users through a frozen language-model encoder and feature adaptors,"
          + " fused with the behaviour sequence by similarity."),
  /** Deep interest network: target attention over the behaviour sequence, no text. */
  DIN(
      false,
      "Deep interest network: attention of the target item over the behaviour sequence; reads no"
          + " texts.");

  private final boolean encoder;
  private final String description;

  Architecture(boolean encoder, String description) {
    this.encoder = encoder;
    this.description = description;
  }

  /** Reads {@code msd} or {@code din}. */
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
    return encoder;
  }

  /** One sentence for manifests. */
  public String description() {
    return description;
  }

  /** The part of a data set's schema that this family reads. */
  public FeatureSchema schema(FeatureSchema full) {
    return encoder
        ? full
        : new FeatureSchema(
            full.itemIdField(),
            full.itemIds(),
            full.categorical(),
            full.numeric(),
            Optional.empty(),
            full.history(),
            Optional.empty());
  }

  /** Name in commands and manifests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
