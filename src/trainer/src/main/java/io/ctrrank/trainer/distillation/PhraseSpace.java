package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.text.TextGroup;
import io.ctrrank.trainer.text.TextVectorizer;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Phrases as unit vectors of the stock encoder, in which they are compared: the paper's equivalence
 * by BERT's cosine (arXiv 2412.06860). The student's own encoder never judges. Immutable.
 */
public final class PhraseSpace {
  private static final int MOST_TOKENS = 32;

  private final Map<String, float[]> vectors;

  private PhraseSpace(Map<String, float[]> vectors) {
    this.vectors = vectors;
  }

  /**
   * Encodes phrases.
   *
   * @param vectorizer the stock encoder
   * @param phrases all phrases that will ever be compared
   */
  public static PhraseSpace of(TextVectorizer vectorizer, Collection<String> phrases)
      throws IOException {
    List<String> distinct = List.copyOf(new TreeSet<>(phrases));
    float[][] encoded =
        vectorizer.vectors(List.of(new TextGroup(distinct, MOST_TOKENS))).getFirst();
    Map<String, float[]> vectors = HashMap.newHashMap(distinct.size());
    for (int i = 0; i < encoded.length; i++) {
      vectors.put(distinct.get(i), encoded[i]);
    }
    return of(vectors);
  }

  /** Vectors of any length above 0, by phrase. */
  static PhraseSpace of(Map<String, float[]> vectors) {
    Map<String, float[]> units = HashMap.newHashMap(vectors.size());
    vectors.forEach((phrase, vector) -> units.put(phrase, unit(vector)));
    return new PhraseSpace(units);
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    float[] unit = vector.clone();
    float scale = (float) (1 / Math.sqrt(Math.max(squares, 1e-24)));
    for (int i = 0; i < unit.length; i++) {
      unit[i] *= scale;
    }
    return unit;
  }

  /** The unit vector of a phrase; not to be changed. */
  public float[] vector(String phrase) {
    float[] vector = vectors.get(phrase);
    if (vector == null) {
      throw new IllegalArgumentException("phrase [" + phrase + "] was not encoded");
    }
    return vector;
  }

  /** Cosine of two phrases; 1 for equal ones. */
  public double cosine(String a, String b) {
    return a.equals(b) ? 1 : dot(vector(a), vector(b));
  }

  /** Whether two phrases count as the same: equal, or with a cosine of {@code threshold}. */
  boolean same(String a, String b, double threshold) {
    return a.equals(b) || threshold <= 1 && dot(vector(a), vector(b)) >= threshold;
  }

  private static double dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
