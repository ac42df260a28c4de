package io.ctrrank.trainer.cli;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.text.EncodeListener;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.FrozenEncoderSource;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.LowerLayers;
import io.ctrrank.trainer.text.TextGroup;
import io.ctrrank.trainer.text.TextOrigin;
import io.ctrrank.trainer.text.TextVectorizer;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TokenStates;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one encoder makes of the texts around a data set, out of the store where it is there. Each
 * kind is read at first use and kept.
 */
final class EncodedTexts {
  private final EncoderFiles files;
  private final Dataset dataset;
  private final DataOptions data;
  private final EncoderOptions options;
  private final Terminal terminal;
  private final Map<KnowledgeKind, KnowledgeVectors> knowledge = new EnumMap<>(KnowledgeKind.class);
  private @Nullable TextVectors vectors;
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

  /** Vectors of all query texts, cut where item texts are. */
  float[][] vectors(QueryTexts queries) throws IOException {
    int maxTokens = dataset.schema().itemText().orElseThrow().maxTokens();
    try (EncodeProgress progress = new EncodeProgress(terminal, "encode queries")) {
      return vectorizer(progress)
          .vectors(List.of(new TextGroup(queries.texts(), maxTokens)))
          .getFirst();
    }
  }

  /** Token states of items and queries; these are the same each time, as they follow from data. */
  TokenStates tokens(QueryTexts queries) throws IOException {
    TokenStates known = tokens;
    if (known == null) {
      LowerLayers layers = LowerLayers.of(files, options.device());
      try (EncodeProgress progress = new EncodeProgress(terminal, "encode tokens")) {
        known =
            layers.states(
                data.vectors(), dataset.itemTexts(), queries.texts(), options.threads(), progress);
      }
      tokens = known;
    }
    return known;
  }

  /** Vectors of the knowledge of the catalogue's items. */
  KnowledgeVectors knowledge(KnowledgeKind kind) throws IOException, DataException {
    KnowledgeVectors known = knowledge.get(kind);
    if (known == null) {
      try (EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
        known =
            KnowledgeVectors.of(
                vectorizer(progress),
                files.traits().dimension(),
                dataset.catalogue(),
                data.knowledge(kind));
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
