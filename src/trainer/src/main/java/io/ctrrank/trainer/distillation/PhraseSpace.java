package io.ctrrank.trainer.distillation;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Phrases as unit vectors of the stock encoder, in which they are compared: the paper's equivalence
 * by BERT's cosine (arXiv 2412.06860). The student's own encoder never judges. Not thread-safe.
 */
public final class PhraseSpace {
  private final PhraseEncoder encoder;
  private final Map<String, float[]> vectors = new HashMap<>();

  /** Phrases to vectors of any length above 0. */
  @FunctionalInterface
  public interface PhraseEncoder {
    /** One vector a phrase, in the same order. */
    float[][] encode(List<String> phrases);
  }

  /** An empty space. */
  public PhraseSpace(PhraseEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Encodes phrases that the space does not hold yet; to be asked of before they are compared, and
   * of many at a time.
   */
  public void add(Collection<String> phrases) {
    TreeSet<String> missing = new TreeSet<>(phrases);
    missing.removeAll(vectors.keySet());
    List<String> distinct = List.copyOf(missing);
    if (!distinct.isEmpty()) {
      float[][] encoded = encoder.encode(distinct);
      for (int i = 0; i < encoded.length; i++) {
        vectors.put(distinct.get(i), unit(encoded[i]));
      }
    }
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

  /** 1 for each phrase that says the same as one of others, 0 for the rest. */
  public float[] said(List<String> phrases, List<String> others, double threshold) {
    float[] said = new float[phrases.size()];
    for (int i = 0; i < said.length; i++) {
      String phrase = phrases.get(i);
      said[i] = others.stream().anyMatch(other -> same(phrase, other, threshold)) ? 1 : 0;
    }
    return said;
  }

  private static double dot(float[] a, float[] b) {
    // Four sums at a time: millions of pairs are compared, and each addition waits for the one
    // before it.
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += a[i] * b[i];
    }
    return sum0 + sum1 + sum2 + sum3;
  }
}
