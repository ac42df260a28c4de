package io.ctrrank.runtime.model;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The first run of a model's graphs. It makes ONNX Runtime allocate what it needs before the first
 * request, and proves what shapes cannot: that the embedding tables hold every row of the
 * vocabularies, and that finite numbers come out.
 */
final class WarmUp {
  private static final String TEXT = "warm up";
  private static final float COMPONENT = 0.125f;

  private final ModelManifest manifest;

  WarmUp(Bundle bundle) {
    this.manifest = bundle.manifest();
  }

  /** Scores an unknown item and one with the last row of every vocabulary. */
  void score(CtrScorer scorer) throws BundleException {
    FeatureSchema schema = manifest.schema();
    short[] vector = manifest.embedding().map(WarmUp::someVector).orElse(null);
    CandidateBatch candidates = new CandidateBatch(schema, 2);
    candidates.setItem(1, lastValue(schema.itemIds()));
    for (int f = 0; f < schema.categorical().size(); f++) {
      candidates.setCategorical(1, f, 0, lastValue(schema.categorical().get(f).vocabulary()));
    }
    candidates.setVector(1, vector);
    int lastType = schema.history().types().size();
    HistoryItem event =
        new HistoryItem(TEXT, schema.itemIds().row(lastValue(schema.itemIds())), lastType, vector);
    UserContext known =
        new UserContext(
            List.of(event),
            schema.profile().isPresent() ? vector : null,
            schema.query() ? vector : null);
    for (UserContext user : List.of(UserContext.anonymous(), known)) {
      requireFinite(
          ModelManifest.CTR_GRAPH,
          run(ModelManifest.CTR_GRAPH, () -> scorer.logits(user, candidates)));
    }
  }

  /** Encodes one text on each side that the model has. */
  void encode(TextEncoder encoder) throws BundleException {
    EmbeddingManifest embedding = manifest.embedding().orElseThrow();
    int maxTokens = manifest.schema().itemText().orElseThrow().maxTokens();
    // The mean shows a number that is not finite in any token.
    float[] pooled =
        run(ModelManifest.ENCODER, () -> encoder.pooled(List.of(TEXT), maxTokens, Pooling.MEAN)[0]);
    requireFinite(ModelManifest.ENCODER, pooled);
    if (pooled.length != embedding.encoderDimension()) {
      throw problem(
          ModelManifest.ENCODER,
          "gives hidden states of width ["
              + pooled.length
              + "] but the manifest says [encoder_dimension "
              + embedding.encoderDimension()
              + "]");
    }
    encodeSide(ModelManifest.ITEM_ADAPTOR, () -> encoder.items(List.of(TEXT)));
    if (manifest.schema().profile().isPresent()) {
      encodeSide(ModelManifest.USER_ADAPTOR, () -> encoder.users(List.of(TEXT)));
    }
  }

  private void encodeSide(String file, Supplier<List<short[]>> encode) throws BundleException {
    requireFinite(file, Fp16.decode(run(file, encode).getFirst()));
  }

  private void requireFinite(String file, float[] numbers) throws BundleException {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw problem(file, "gives [" + number + "] for a plain input; expected finite numbers");
      }
    }
  }

  private <T> T run(String file, Supplier<T> graph) throws BundleException {
    try {
      return graph.get();
    } catch (RuntimeException e) {
      throw new BundleException(
          manifest.id(), "file [" + file + "] does not run: " + e.getMessage(), e);
    }
  }

  private BundleException problem(String file, String problem) {
    return new BundleException(manifest.id(), "file [" + file + "] " + problem);
  }

  private static short[] someVector(EmbeddingManifest embedding) {
    short[] vector = new short[embedding.dimension()];
    Arrays.fill(vector, Float.floatToFloat16(COMPONENT));
    return vector;
  }

  /** An empty vocabulary has none; then a value outside of it does as well. */
  private static String lastValue(Vocabulary vocabulary) {
    return vocabulary.values().isEmpty() ? TEXT : vocabulary.values().getLast();
  }
}
