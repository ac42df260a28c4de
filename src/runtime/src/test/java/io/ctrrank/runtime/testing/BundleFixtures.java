package io.ctrrank.runtime.testing;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.ProfileSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.EmbeddingVersion;
import io.ctrrank.runtime.bundle.ManifestJson;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.bundle.VocabularyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Writes small but real model bundles, whose logits and vectors {@link TinyFormula} computes too.
 * Immutable: each {@code with} method gives a changed copy.
 *
 * <p>The index fields are {@code item_id} (keyword), {@code category} (keyword, up to three values)
 * and {@code year} (integer); item texts are read from {@code title} and {@code category}.
 *
 * @param id the model's id and the folder's name
 * @param encoder whether the model has an encoder
 * @param profile whether it has a user level
 * @param query whether it reads the text of the search
 * @param items vocabulary of item ids
 * @param categories vocabulary of categories
 * @param words words the tokenizer knows, lower case; others are one unknown token
 * @param history the behaviour sequence
 * @param dimension width of adapted vectors
 * @param encoderDimension width of hidden states
 * @param readsTokenTypes whether the encoder has an input {@code token_type_ids}
 * @param calibration from logit to pCTR
 * @param baseRate click rate
 */
public record BundleFixtures(
    String id,
    boolean encoder,
    boolean profile,
    boolean query,
    List<String> items,
    List<String> categories,
    List<String> words,
    HistorySchema history,
    int dimension,
    int encoderDimension,
    boolean readsTokenTypes,
    Calibration calibration,
    double baseRate) {

  private static final int MAX_CATEGORIES = 3;
  private static final int ITEM_TOKENS = 16;
  private static final int PROFILE_TOKENS = 32;
  private static final int NEIGHBOURS = 2;

  /** A model without an encoder. Items {@code i1} to {@code i20}; types click and skip. */
  public static BundleFixtures din(String id) {
    return new BundleFixtures(
        id,
        false,
        false,
        false,
        IntStream.rangeClosed(1, 20).mapToObj(i -> "i" + i).toList(),
        List.of("shoes", "shirts", "hats", "books"),
        List.of("|", "red", "blue", "green", "shoes", "shirts", "hats", "books", "likes", "liked"),
        new HistorySchema(List.of("click", "skip"), Set.of("click"), 50, 2),
        8,
        12,
        true,
        new Calibration(1.5, -0.25),
        0.2);
  }

  /** A model with encoder and user level, otherwise as {@link #din}. */
  public static BundleFixtures msd(String id) {
    return din(id).withEncoder(true).withProfile(true);
  }

  public BundleFixtures withEncoder(boolean value) {
    return new BundleFixtures(
        id,
        value,
        profile,
        query,
        items,
        categories,
        words,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withProfile(boolean value) {
    return new BundleFixtures(
        id,
        encoder,
        value,
        query,
        items,
        categories,
        words,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withQuery(boolean value) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        value,
        items,
        categories,
        words,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withItems(List<String> values) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        values,
        categories,
        words,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withCategories(List<String> values) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        items,
        values,
        words,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withWords(List<String> values) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        items,
        categories,
        values,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withHistory(HistorySchema value) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        items,
        categories,
        words,
        value,
        dimension,
        encoderDimension,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withDimensions(int vector, int hidden) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        items,
        categories,
        words,
        history,
        vector,
        hidden,
        readsTokenTypes,
        calibration,
        baseRate);
  }

  public BundleFixtures withTokenTypes(boolean value) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        items,
        categories,
        words,
        history,
        dimension,
        encoderDimension,
        value,
        calibration,
        baseRate);
  }

  public BundleFixtures withCalibration(Calibration value, double rate) {
    return new BundleFixtures(
        id,
        encoder,
        profile,
        query,
        items,
        categories,
        words,
        history,
        dimension,
        encoderDimension,
        readsTokenTypes,
        value,
        rate);
  }

  /** The feature schema of the model. */
  public FeatureSchema schema() {
    return new FeatureSchema(
        "item_id",
        new Vocabulary("item_id.vocab", items),
        List.of(
            new CategoricalFeature(
                "category",
                "category",
                new Vocabulary("category.vocab", categories),
                MAX_CATEGORIES)),
        List.of(
            new NumericFeature("year", "year", NumericFeature.Transform.IDENTITY, 2000, 10, 2000)),
        encoder
            ? Optional.of(new TextTemplate(List.of("title", "category"), " | ", ", ", ITEM_TOKENS))
            : Optional.empty(),
        history,
        encoder && profile ? Optional.of(new ProfileSchema(PROFILE_TOKENS)) : Optional.empty(),
        encoder && query);
  }

  /**
   * Writes the bundle into a new folder of {@code parent}, named after the model.
   *
   * @return the bundle's folder
   */
  public Path write(Path parent) throws IOException {
    Path directory = Files.createDirectories(parent.resolve(id));
    FeatureSchema schema = schema();
    Map<String, BundleFile> files = new TreeMap<>();
    for (Vocabulary vocabulary :
        List.of(schema.itemIds(), schema.categorical().getFirst().vocabulary())) {
      VocabularyFile.write(directory, vocabulary);
      files.put(vocabulary.name(), entry(directory, vocabulary.name()));
    }
    Optional<EmbeddingManifest> embedding = Optional.empty();
    if (encoder) {
      embedding = Optional.of(writeEncoder(directory, schema, files));
    }
    put(directory, files, ModelManifest.CTR_GRAPH, TinyGraphs.ctr(schema, embedding));
    ModelManifest manifest =
        new ModelManifest(
            id,
            encoder ? "msd" : "din",
            "A tiny model for tests",
            "Apache-2.0",
            "BundleFixtures",
            schema,
            embedding,
            calibration,
            baseRate,
            Map.of("test", Map.of("auc", 0.75)),
            files);
    Files.writeString(directory.resolve(Bundle.MANIFEST), ManifestJson.write(manifest));
    return directory;
  }

  private EmbeddingManifest writeEncoder(
      Path directory, FeatureSchema schema, Map<String, BundleFile> files) throws IOException {
    EmbeddingManifest dimensions =
        new EmbeddingManifest("0", encoderDimension, dimension, NEIGHBOURS);
    int tokens = TinyFormula.FIRST_WORD + words.size();
    put(
        directory,
        files,
        ModelManifest.ENCODER,
        TinyGraphs.encoder(tokens, encoderDimension, readsTokenTypes));
    Files.writeString(directory.resolve(ModelManifest.TOKENIZER), TinyTokenizer.json(words));
    files.put(ModelManifest.TOKENIZER, entry(directory, ModelManifest.TOKENIZER));
    put(directory, files, ModelManifest.ITEM_ADAPTOR, TinyGraphs.adaptor(dimensions, 1));
    if (profile) {
      put(directory, files, ModelManifest.USER_ADAPTOR, TinyGraphs.adaptor(dimensions, 2));
    }
    return new EmbeddingManifest(
        embeddingVersion(schema, files), encoderDimension, dimension, NEIGHBOURS);
  }

  static String embeddingVersion(FeatureSchema schema, Map<String, BundleFile> files) {
    return EmbeddingVersion.of(
        sha256(files, ModelManifest.ENCODER),
        sha256(files, ModelManifest.TOKENIZER),
        sha256(files, ModelManifest.ITEM_ADAPTOR),
        schema.profile().map(value -> sha256(files, ModelManifest.USER_ADAPTOR)),
        schema.itemText().orElseThrow());
  }

  static BundleFile entry(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    return new BundleFile(Sha256.of(file), Files.size(file), Optional.empty());
  }

  private static String sha256(Map<String, BundleFile> files, String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow().sha256();
  }

  private static void put(Path directory, Map<String, BundleFile> files, String name, byte[] bytes)
      throws IOException {
    Files.write(directory.resolve(name), bytes);
    files.put(name, entry(directory, name));
  }
}
