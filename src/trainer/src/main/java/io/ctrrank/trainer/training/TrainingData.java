package io.ctrrank.trainer.training;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.TextVectors;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Everything that one family reads.
 *
 * @param dataset impressions and items
 * @param vectors frozen text vectors; present exactly for families with an encoder
 * @param phrases knowledge phrases; present exactly for families that read them
 * @param knowledge vectors of knowledge phrases; present exactly for models that read them beside
 *     text vectors
 */
public record TrainingData(
    Dataset dataset,
    Optional<TextVectors> vectors,
    Optional<ItemPhrases> phrases,
    Optional<KnowledgeVectors> knowledge) {
  public TrainingData {
    requireNonNull(dataset, "dataset is null");
    requireNonNull(vectors, "vectors is null");
    requireNonNull(phrases, "phrases is null");
    requireNonNull(knowledge, "knowledge is null");
  }

  /** Data for families that read neither texts nor phrases. */
  public static TrainingData of(Dataset dataset) {
    return new TrainingData(dataset, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Data for families with an encoder. */
  public static TrainingData of(Dataset dataset, TextVectors vectors) {
    return new TrainingData(dataset, Optional.of(vectors), Optional.empty(), Optional.empty());
  }

  /** Data for models that read the knowledge of items beside their texts. */
  public static TrainingData of(Dataset dataset, TextVectors vectors, KnowledgeVectors knowledge) {
    return new TrainingData(
        dataset, Optional.of(vectors), Optional.empty(), Optional.of(knowledge));
  }

  /** Data for families that read phrases. */
  public static TrainingData of(Dataset dataset, ItemPhrases phrases) {
    return new TrainingData(dataset, Optional.empty(), Optional.of(phrases), Optional.empty());
  }

  /**
   * The data set's digest and, where there are any, that of the phrases in one SHA-256; text
   * vectors follow from the data set.
   */
  public String digest() {
    return phrases
        .map(ItemPhrases::digest)
        .or(() -> knowledge.map(KnowledgeVectors::digest))
        .map(own -> dataset.digest() + own)
        .map(both -> Sha256.of(both.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(dataset::digest);
  }

  /**
   * Refuses data that is not what the model reads.
   *
   * @throws IllegalArgumentException naming what is missing or too much
   */
  public void requireFor(Architecture architecture, TrainingOptions options) {
    require(architecture, "text vectors", architecture.hasEncoder(), vectors.isPresent());
    require(architecture, "knowledge phrases", architecture.readsPhrases(), phrases.isPresent());
    require(
        architecture,
        "knowledge vectors",
        architecture.hasEncoder() && options.knowledge() != KnowledgeKind.NONE,
        knowledge.isPresent());
  }

  private static void require(
      Architecture architecture, String what, boolean expected, boolean found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "model ["
              + architecture
              + "] was given "
              + (found ? "" : "no ")
              + what
              + "; expected "
              + (expected ? "them" : "none"));
    }
  }
}
