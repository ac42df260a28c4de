package io.ctrrank.core.fusion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Frequency-adaptive k-near items fusion (MSD paper, equations 6 to 8) in its plainest form: cosine
 * of the target with every history vector, the k most similar ones, their sum. This is the
 * reference that the served graph is checked against, and what explanations use.
 */
public final class NearItems {
  private static final double LEAST_NORM = 1e-8;

  private NearItems() {}

  /**
   * One selected history item.
   *
   * @param position position in the history, 0 is the newest
   * @param similarity cosine with the target, -1 to 1
   */
  public record Neighbour(int position, double similarity) {}

  /**
   * The {@code k} valid history vectors most similar to the target, most similar first; ties go to
   * the more recent one.
   *
   * @param target target vector, d components
   * @param history history vectors, newest first, d components each
   * @param valid which of them may be selected
   * @param k most neighbours to select
   */
  public static List<Neighbour> select(float[] target, float[][] history, boolean[] valid, int k) {
    List<Neighbour> neighbours = new ArrayList<>();
    for (int i = 0; i < history.length; i++) {
      if (valid[i]) {
        neighbours.add(new Neighbour(i, cosine(target, history[i])));
      }
    }
    // A stable sort keeps the more recent one first among equals.
    neighbours.sort(Comparator.comparingDouble(Neighbour::similarity).reversed());
    return List.copyOf(neighbours.subList(0, Math.min(k, neighbours.size())));
  }

  /** The sum of the selected vectors; zeros when none is selected. */
  public static float[] sum(List<Neighbour> neighbours, float[][] history, int dimension) {
    float[] sum = new float[dimension];
    for (Neighbour neighbour : neighbours) {
      float[] vector = history[neighbour.position()];
      for (int i = 0; i < dimension; i++) {
        sum[i] += vector[i];
      }
    }
    return sum;
  }

  /** Cosine with the denominator held at 1e-8 or above, so that a zero vector gives 0. */
  public static double cosine(float[] a, float[] b) {
    double dot = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      normA += (double) a[i] * a[i];
      normB += (double) b[i] * b[i];
    }
    return dot / Math.max(Math.sqrt(normA) * Math.sqrt(normB), LEAST_NORM);
  }
}
