package io.ctrrank.trainer.training;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.TextOrigin;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TokenStates;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that one family reads.
 *
 * @param dataset impressions and items
 * @param vectors frozen text vectors; present exactly for families with an encoder, those of
 *     searches exactly with {@link Part#QUERY}
 * @param phrases knowledge phrases; present exactly for families that read them
 * @param knowledge vectors of knowledge phrases; present exactly for models that read them beside
 *     text vectors
 * @param queries what stands in for queries; present exactly for families that read it
 * @param tokens token states of items and queries; present exactly for families that train a layer
 *     of the encoder
 * @param states token states of items and profiles; present exactly for models that train the
 *     encoder of their texts
 * @param origin the encoder that vectors and token states come from
 */
public record TrainingData(
    Dataset dataset,
    Optional<TextVectors> vectors,
    Optional<ItemPhrases> phrases,
    Optional<KnowledgeVectors> knowledge,
    Optional<QueryTexts> queries,
    Optional<TokenStates> tokens,
    Optional<EncoderStates> states,
    TextOrigin origin) {
  public TrainingData {
    requireNonNull(dataset, "dataset is null");
    requireNonNull(vectors, "vectors is null");
    requireNonNull(phrases, "phrases is null");
    requireNonNull(knowledge, "knowledge is null");
    requireNonNull(queries, "queries is null");
    requireNonNull(tokens, "tokens is null");
    requireNonNull(states, "states is null");
    requireNonNull(origin, "origin is null");
  }

  /** Data for families that read neither texts nor phrases. */
  public static TrainingData of(Dataset dataset) {
    return new TrainingData(
        dataset,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TextOrigin.RELEASED);
  }

  /** Data for families with an encoder. */
  public static TrainingData of(Dataset dataset, TextVectors vectors) {
    return of(dataset).with(vectors);
  }

  /** Data for models that read the knowledge of items beside their texts. */
  public static TrainingData of(Dataset dataset, TextVectors vectors, KnowledgeVectors knowledge) {
    return new TrainingData(
        dataset,
        Optional.of(vectors),
        Optional.empty(),
        Optional.of(knowledge),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TextOrigin.RELEASED);
  }

  /** Data for families that read phrases. */
  public static TrainingData of(Dataset dataset, ItemPhrases phrases) {
    return new TrainingData(
        dataset,
        Optional.empty(),
        Optional.of(phrases),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TextOrigin.RELEASED);
  }

  /** The same data with other text vectors. */
  public TrainingData with(TextVectors other) {
    return new TrainingData(
        dataset, Optional.of(other), phrases, knowledge, queries, tokens, states, origin);
  }

  /** The same data with what stands in for queries. */
  public TrainingData with(QueryTexts standIns) {
    return new TrainingData(
        dataset, vectors, phrases, knowledge, Optional.of(standIns), tokens, states, origin);
  }

  /** The same data with token states. */
  public TrainingData with(TokenStates given) {
    return new TrainingData(
        dataset, vectors, phrases, knowledge, queries, Optional.of(given), states, origin);
  }

  /** The same data with token states of the texts that pass the encoder. */
  public TrainingData with(EncoderStates given) {
    return new TrainingData(
        dataset, vectors, phrases, knowledge, queries, tokens, Optional.of(given), origin);
  }

  /** The same data with vectors of knowledge. */
  public TrainingData with(KnowledgeVectors other) {
    return new TrainingData(
        dataset, vectors, phrases, Optional.of(other), queries, tokens, states, origin);
  }

  /** The same data, encoded elsewhere. */
  public TrainingData with(TextOrigin other) {
    return new TrainingData(dataset, vectors, phrases, knowledge, queries, tokens, states, other);
  }

  /**
   * The data set's digest and, where there are any, those of knowledge and queries and the name of
   * an encoder other than this release's in one SHA-256; text vectors follow from data set and
   * encoder.
   */
  public String digest() {
    List<String> own =
        Stream.of(
                phrases.map(ItemPhrases::digest),
                knowledge.map(KnowledgeVectors::digest),
                queries.map(QueryTexts::digest),
                origin.space())
            .flatMap(Optional::stream)
            .toList();
    return own.isEmpty()
        ? dataset.digest()
        : Sha256.of((dataset.digest() + String.join("", own)).getBytes(StandardCharsets.UTF_8));
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
    require(architecture, "queries", architecture.readsQueries(), queries.isPresent());
    requireSearches(options);
    require(architecture, "token states", architecture.trainsEncoder(), tokens.isPresent());
    require(
        architecture,
        "token states of its texts",
        options.tuning() != EncoderTuning.FROZEN,
        states.isPresent());
  }

  /** Vectors of what users asked: of all texts, for a model that reads them. */
  private void requireSearches(TrainingOptions options) {
    int texts = dataset.searchTexts().size();
    boolean reads = options.parts().contains(Part.QUERY);
    if (reads && texts == 0) {
      throw new IllegalArgumentException(
          "part [query] was given with data that has no queries; expected impressions with a [query];"
              + " leave the part out");
    }
    int found = vectors.map(known -> known.searches().length).orElse(0);
    int expected = reads ? texts : 0;
    if (found != expected) {
      throw new IllegalArgumentException(
          "model was given ["
              + found
              + "] vectors of queries; expected ["
              + expected
              + "], one for each text that it reads");
    }
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
