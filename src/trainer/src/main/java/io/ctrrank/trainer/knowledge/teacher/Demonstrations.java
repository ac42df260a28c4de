package io.ctrrank.trainer.knowledge.teacher;

import io.ctrrank.trainer.knowledge.ReferencePool;
import io.ctrrank.trainer.knowledge.ReferencePool.Reference;
import io.ctrrank.trainer.knowledge.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the examples that a teacher is shown for one subject: near it, but not all alike (maximal
 * marginal relevance, Carbonell and Goldstein 1998). One after the other the candidate c is taken
 * with the largest {@code 0.7 cos(q, c) - 0.3 max cos(c, chosen) + 0.05 [same category]}. The
 * subject itself and near-duplicates of it are no candidates: they would be the answer.
 */
public final class Demonstrations {
  private static final double RELEVANCE = 0.7;
  private static final double REDUNDANCY = 0.3;
  private static final double SAME_CATEGORY = 0.05;
  private static final double NEAR_DUPLICATE = 0.97;

  private final List<Reference> references;
  private final float[][] vectors;

  /**
   * @param pool where examples come from
   * @param vectors vector of each record's input, of any length but 0, {@code [pool][dimension]}
   */
  public Demonstrations(ReferencePool pool, float[][] vectors) {
    this.references = pool.references();
    this.vectors = vectors.clone();
    if (vectors.length != references.size()) {
      throw new IllegalArgumentException(
          "pool has ["
              + references.size()
              + "] records and ["
              + vectors.length
              + "] vectors; expected a vector for each");
    }
  }

  /**
   * Chooses examples.
   *
   * @param subject what the teacher is asked about
   * @param vector vector of its input
   * @param count examples to choose; all candidates when there are not so many
   * @return the examples, the one most similar to the subject last: what is read last counts most
   */
  public List<Reference> choose(Subject subject, float[] vector, int count) {
    double[] similarity = new double[vectors.length];
    for (int i = 0; i < similarity.length; i++) {
      similarity[i] = cosine(vector, vectors[i]);
    }
    List<Integer> left =
        new ArrayList<>(
            IntStream.range(0, vectors.length)
                .filter(i -> similarity[i] <= NEAR_DUPLICATE)
                .filter(i -> !references.get(i).subject().isSame(subject))
                .boxed()
                .toList());
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < count && !left.isEmpty()) {
      Integer best = left.getFirst();
      double highest = Double.NEGATIVE_INFINITY;
      for (Integer candidate : left) {
        double score = score(subject, candidate, similarity[candidate], chosen);
        if (score > highest) {
          highest = score;
          best = candidate;
        }
      }
      chosen.add(best);
      left.remove(best);
    }
    return chosen.stream()
        .sorted(Comparator.comparingDouble(i -> similarity[i]))
        .map(references::get)
        .toList();
  }

  private double score(Subject subject, int candidate, double similarity, List<Integer> chosen) {
    double nearest =
        chosen.stream().mapToDouble(c -> cosine(vectors[candidate], vectors[c])).max().orElse(0);
    String category = references.get(candidate).subject().category();
    boolean same = !category.isEmpty() && category.equals(subject.category());
    return RELEVANCE * similarity - REDUNDANCY * nearest + (same ? SAME_CATEGORY : 0);
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      lengthA += (double) a[i] * a[i];
      lengthB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(lengthA * lengthB);
  }
}
