package io.ctrrank.runtime.testing;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.vector.Fp16;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the graphs of {@link BundleFixtures} compute, in Java. With v the item's vector (the
 * fallback vector where it is not known), the logit is the sum of
 *
 * <ul>
 *   <li>{@code itemBias} of the item's row, {@code categoryBias} of each value's row
 *   <li>0.3 times each standardised number
 *   <li>{@code typeWeight} of each history event, and -0.5 if the item itself is in the history
 *   <li>the largest cosine between v and a known vector of a clicked event; 0 without any
 *   <li>0.25 times the first component of v
 *   <li>0.4 times the product of user vector and v, for users with a profile
 *   <li>0.6 times the product of query vector and v, for searches with a text
 * </ul>
 */
public final class TinyFormula {
  static final float NUMBER_WEIGHT = 0.3f;
  static final float SEEN_WEIGHT = -0.5f;
  static final float FIRST_COMPONENT_WEIGHT = 0.25f;
  static final float USER_WEIGHT = 0.4f;
  static final float QUERY_WEIGHT = 0.6f;

  static final int PAD_TOKEN = 0;
  static final int UNKNOWN_TOKEN = 1;
  static final int START_TOKEN = 2;
  static final int END_TOKEN = 3;
  static final int FIRST_WORD = 4;

  private static final int ITEM_BIASES = 7;
  private static final int CATEGORY_BIASES = 5;

  private TinyFormula() {}

  /** Logits of a batch. */
  public static float[] logits(
      ModelManifest manifest, UserContext user, CandidateBatch candidates) {
    float[] logits = new float[candidates.size()];
    for (int row = 0; row < logits.length; row++) {
      logits[row] = (float) logit(manifest, user, candidates, row);
    }
    return logits;
  }

  /** Adapted vector of an item text, as {@code tokenizer.json} and the graphs make it. */
  public static short[] itemVector(ModelManifest manifest, List<String> words, String text) {
    int maxTokens = manifest.schema().itemText().orElseThrow().maxTokens();
    return vector(manifest.embedding().orElseThrow(), words, text, maxTokens, 1);
  }

  /** Adapted vector of a profile text. */
  public static short[] userVector(ModelManifest manifest, List<String> words, String text) {
    int maxTokens = manifest.schema().profile().orElseThrow().maxTokens();
    return vector(manifest.embedding().orElseThrow(), words, text, maxTokens, 2);
  }

  static float itemBias(int row) {
    return 0.1f * (row % ITEM_BIASES);
  }

  static float categoryBias(int row) {
    return 0.05f * (row % CATEGORY_BIASES);
  }

  static float typeWeight(int type) {
    return 0.01f * type;
  }

  static float fallback(int component) {
    return component % 2 == 0 ? 0.5f : -0.25f;
  }

  /** Component of a token's embedding: some number in -1 to 1. */
  static float embedding(int token, int component) {
    return (float) Math.sin(1.7 * token + 0.9 * component + 0.3);
  }

  /** Weight of an adaptor: some number in -1 to 1, others for each seed. */
  static float adaptorWeight(int seed, int from, int to) {
    return (float) Math.cos(2.3 * seed + 1.1 * from + 0.6 * to);
  }

  /** Token ids of {@code text}: lower-cased words between the two special tokens, truncated. */
  static List<Integer> tokens(List<String> words, String text, int maxTokens) {
    List<Integer> tokens = new ArrayList<>(List.of(START_TOKEN));
    Stream.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .limit(maxTokens - 2)
        .map(word -> words.contains(word) ? FIRST_WORD + words.indexOf(word) : UNKNOWN_TOKEN)
        .forEach(tokens::add);
    tokens.add(END_TOKEN);
    return tokens;
  }

  private static double logit(
      ModelManifest manifest, UserContext user, CandidateBatch candidates, int row) {
    FeatureSchema schema = manifest.schema();
    double logit = itemBias((int) candidates.itemRows()[row]);
    for (int f = 0; f < schema.categorical().size(); f++) {
      int width = schema.categorical().get(f).maxValues();
      for (int v = 0; v < width; v++) {
        logit += categoryBias((int) candidates.categorical(f)[row * width + v]);
      }
    }
    int numbers = schema.numeric().size();
    for (int c = 0; c < numbers; c++) {
      logit += NUMBER_WEIGHT * candidates.numeric()[row * numbers + c];
    }
    boolean seen = false;
    for (HistoryItem event : user.history()) {
      logit += typeWeight(event.type());
      seen |= event.itemRow() == candidates.itemRows()[row];
    }
    logit += seen ? SEEN_WEIGHT : 0;
    if (manifest.embedding().isPresent()) {
      int dimension = manifest.embedding().get().dimension();
      logit += vectorTerms(schema, user, vector(candidates.vector(row), dimension));
    }
    return logit;
  }

  private static double vectorTerms(FeatureSchema schema, UserContext user, float[] vector) {
    double nearest = Double.NEGATIVE_INFINITY;
    for (HistoryItem event : user.history()) {
      String type = schema.history().types().get(event.type() - 1);
      if (event.vector() != null && schema.history().isClick(type)) {
        nearest = Math.max(nearest, cosine(vector, Fp16.decode(event.vector())));
      }
    }
    double sum = FIRST_COMPONENT_WEIGHT * vector[0];
    sum += nearest == Double.NEGATIVE_INFINITY ? 0 : nearest;
    if (user.userVector() != null && schema.profile().isPresent()) {
      sum += USER_WEIGHT * dot(vector, Fp16.decode(user.userVector()));
    }
    if (user.queryVector() != null && schema.query()) {
      sum += QUERY_WEIGHT * dot(vector, Fp16.decode(user.queryVector()));
    }
    return sum;
  }

  private static float[] vector(short @Nullable [] halves, int dimension) {
    if (halves != null) {
      return Fp16.decode(halves);
    }
    float[] fallback = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      fallback[d] = fallback(d);
    }
    return fallback;
  }

  private static short[] vector(
      EmbeddingManifest embedding, List<String> words, String text, int maxTokens, int seed) {
    List<Integer> tokens = tokens(words, text, maxTokens);
    double[] vector = new double[embedding.dimension()];
    for (int h = 0; h < embedding.encoderDimension(); h++) {
      double mean = 0;
      for (int token : tokens) {
        mean += (double) embedding(token, h) / tokens.size();
      }
      for (int d = 0; d < vector.length; d++) {
        vector[d] += mean * adaptorWeight(seed, h, d);
      }
    }
    short[] halves = new short[vector.length];
    for (int d = 0; d < vector.length; d++) {
      halves[d] = Float.floatToFloat16((float) vector[d]);
    }
    return halves;
  }

  private static double cosine(float[] a, float[] b) {
    double lengthA = Math.max(Math.sqrt(dot(a, a)), 1e-8);
    double lengthB = Math.max(Math.sqrt(dot(b, b)), 1e-8);
    return dot(a, b) / (lengthA * lengthB);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
