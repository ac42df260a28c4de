package io.ctrrank.trainer.cli;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.distillation.PhraseSpace;
import io.ctrrank.trainer.onnx.EncoderGraph;
import io.ctrrank.trainer.text.EncodeListener;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.FrozenEncoderSource;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.LowerLayers;
import io.ctrrank.trainer.text.TextGroup;
import io.ctrrank.trainer.text.TextOrigin;
import io.ctrrank.trainer.text.TextVectorizer;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TokenStates;
import io.ctrrank.trainer.training.EncoderTuning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one encoder makes of the texts around a data set, out of the store where it is there. Each
 * kind is read at first use and kept.
 */
final class EncodedTexts {
  private static final int PHRASE_TOKENS = 32;

  private final EncoderFiles files;
  private final Dataset dataset;
  private final DataOptions data;
  private final EncoderOptions options;
  private final Terminal terminal;
  private final Map<KnowledgeKind, KnowledgeVectors> knowledge = new EnumMap<>(KnowledgeKind.class);
  private @Nullable TextVectors vectors;
  private @Nullable TextVectors withSearches;
  private @Nullable TokenStates tokens;

  /**
   * @param files the encoder
   * @throws IllegalArgumentException if it reads fewer tokens than the data's texts are cut at
   */
  EncodedTexts(
      EncoderFiles files,
      Dataset dataset,
      DataOptions data,
      EncoderOptions options,
      Terminal terminal) {
    this.files = files;
    this.dataset = dataset;
    this.data = data;
    this.options = options;
    this.terminal = terminal;
    FeatureSchema schema = dataset.schema();
    schema
        .itemText()
        .ifPresent(text -> files.traits().requireReads("item texts", text.maxTokens()));
    schema
        .profile()
        .ifPresent(profile -> files.traits().requireReads("profile texts", profile.maxTokens()));
  }

  /** The encoder as models know it. */
  TextOrigin origin() {
    return files.origin();
  }

  /** Vectors of all items and profiles. */
  TextVectors vectors() throws IOException {
    TextVectors known = vectors;
    if (known == null) {
      try (EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
        known = vectorizer(progress).vectors(dataset);
      }
      vectors = known;
    }
    return known;
  }

  /** Vectors of some items by catalogue index, empty ones for the others. */
  float[][] ofItems(List<Integer> items) throws IOException {
    List<String> texts = items.stream().map(dataset.itemTexts()::get).toList();
    float[][] made = vectors(List.of(new TextGroup(texts, itemTokens()))).getFirst();
    float[][] all = new float[dataset.catalogue().size()][0];
    for (int i = 0; i < made.length; i++) {
      all[items.get(i)] = made[i];
    }
    return all;
  }

  /** The same with those of all texts of searches, which are cut where item texts are. */
  TextVectors vectorsWithSearches() throws IOException {
    TextVectors known = withSearches;
    if (known == null) {
      TextGroup searches = new TextGroup(dataset.searchTexts(), itemTokens());
      known = vectors().withSearches(vectors("encode queries", List.of(searches)).getFirst());
      withSearches = known;
    }
    return known;
  }

  private int itemTokens() {
    return dataset.schema().itemText().orElseThrow().maxTokens();
  }

  /** Vectors of any texts, group by group. */
  List<float[][]> vectors(List<TextGroup> groups) throws IOException {
    return vectors("encode", groups);
  }

  private List<float[][]> vectors(String name, List<TextGroup> groups) throws IOException {
    try (EncodeProgress progress = new EncodeProgress(terminal, name)) {
      return vectorizer(progress).vectors(groups);
    }
  }

  /** Vectors of all that stands in for queries, cut where item texts are. */
  float[][] vectors(QueryTexts queries) throws IOException {
    return vectors("encode queries", List.of(new TextGroup(queries.texts(), itemTokens())))
        .getFirst();
  }

  /** Token states of items and queries; these are the same each time, as they follow from data. */
  TokenStates tokens(QueryTexts queries) throws IOException {
    TokenStates known = tokens;
    if (known == null) {
      LowerLayers layers = LowerLayers.of(files, options.device(), 1);
      try (EncodeProgress progress = new EncodeProgress(terminal, "encode tokens")) {
        known =
            layers.states(
                data.vectors(), dataset.itemTexts(), queries.texts(), options.threads(), progress);
      }
      tokens = known;
    }
    return known;
  }

  /** Token states of items and profiles below the layers that are tuned. */
  EncoderStates states(EncoderTuning tuning) throws IOException {
    LowerLayers layers = layers(tuning);
    FeatureSchema schema = dataset.schema();
    List<TextGroup> groups =
        List.of(
            new TextGroup(dataset.itemTexts(), schema.itemText().orElseThrow().maxTokens()),
            new TextGroup(dataset.profileTexts(), schema.profile().orElseThrow().maxTokens()));
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode tokens")) {
      List<List<short[]>> states =
          layers.states(data.vectors(), groups, options.threads(), progress);
      return new EncoderStates(states.get(0), states.get(1), layers.top());
    }
  }

  /** The encoder taken apart below the layers that are tuned. */
  LowerLayers layers(EncoderTuning tuning) throws IOException {
    int trained =
        tuning == EncoderTuning.TOP_LORA ? 1 : EncoderGraph.read(files.encoder()).layers();
    return LowerLayers.of(files, options.device(), trained);
  }

  /** Token states of texts below the encoder's top layers. */
  List<short[]> states(LowerLayers layers, TextGroup texts) throws IOException {
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode tokens")) {
      return layers.states(data.vectors(), List.of(texts), options.threads(), progress).getFirst();
    }
  }

  /** A space of phrases by the encoder; phrases stay in the store. */
  PhraseSpace phraseSpace() {
    return new PhraseSpace(
        phrases -> {
          try (EncodeProgress progress = new EncodeProgress(terminal, "encode phrases")) {
            return vectorizer(progress)
                .vectors(List.of(new TextGroup(phrases, PHRASE_TOKENS)))
                .getFirst();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Vectors of the knowledge of the catalogue's items, those of several kinds side by side. */
  KnowledgeVectors knowledge(KnowledgeKind kind) throws IOException, DataException {
    List<KnowledgeVectors> vectors = new ArrayList<>();
    for (KnowledgeKind one : kind.vectors()) {
      vectors.add(oneKind(one));
    }
    return KnowledgeVectors.sideBySide(vectors);
  }

  private KnowledgeVectors oneKind(KnowledgeKind kind) throws IOException, DataException {
    KnowledgeVectors known = knowledge.get(kind);
    if (known == null) {
      try (EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
        known =
            KnowledgeVectors.of(
                vectorizer(progress),
                files.traits().dimension(),
                dataset.catalogue(),
                data.knowledge(kind, dataset.catalogue()));
      }
      knowledge.put(kind, known);
    }
    return known;
  }

  private TextVectorizer vectorizer(EncodeListener progress) {
    return new TextVectorizer(
        data.vectors(),
        new FrozenEncoderSource(files, options.device()),
        options.threads(),
        progress);
  }
}
