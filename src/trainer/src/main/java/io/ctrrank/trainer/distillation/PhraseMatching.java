package io.ctrrank.trainer.distillation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.alg.matching.MaximumWeightBipartiteMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/**
 * Pairs predicted phrases with the teacher's, one to one, as many as can be paired; of equally many
 * pairs those with the larger cosines.
 */
final class PhraseMatching {
  /** Small enough that no sum of cosines outweighs one more pair. */
  private static final double COSINE_WEIGHT = 1e-3;

  private PhraseMatching() {}

  /**
   * One pair.
   *
   * @param predicted the student's phrase
   * @param expected the teacher's
   * @param cosine between the two
   */
  record Pair(String predicted, String expected, double cosine) {}

  /**
   * Matches two sets of phrases.
   *
   * @param predicted distinct phrases
   * @param expected distinct phrases
   * @param threshold the least cosine of a pair; equal phrases always pair
   * @return pairs in the order of {@code predicted}, at most as many as the smaller set has phrases
   */
  static List<Pair> match(
      List<String> predicted, List<String> expected, PhraseSpace space, double threshold) {
    Graph<Integer, DefaultWeightedEdge> graph =
        new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
    Set<Integer> left = new LinkedHashSet<>();
    Set<Integer> right = new LinkedHashSet<>();
    for (int i = 0; i < predicted.size(); i++) {
      left.add(i);
      graph.addVertex(i);
    }
    for (int j = 0; j < expected.size(); j++) {
      right.add(-1 - j);
      graph.addVertex(-1 - j);
    }
    Map<DefaultWeightedEdge, Pair> pairs = new HashMap<>();
    for (int i = 0; i < predicted.size(); i++) {
      for (int j = 0; j < expected.size(); j++) {
        if (space.same(predicted.get(i), expected.get(j), threshold)) {
          double cosine = space.cosine(predicted.get(i), expected.get(j));
          DefaultWeightedEdge edge = graph.addEdge(i, -1 - j);
          graph.setEdgeWeight(edge, 1 + COSINE_WEIGHT * cosine);
          pairs.put(edge, new Pair(predicted.get(i), expected.get(j), cosine));
        }
      }
    }
    if (pairs.size() <= 1) {
      return List.copyOf(pairs.values());
    }
    List<Pair> matched = new ArrayList<>();
    new MaximumWeightBipartiteMatching<>(graph, left, right)
        .getMatching()
        .getEdges()
        .forEach(edge -> matched.add(pairs.get(edge)));
    matched.sort(Comparator.comparingInt(pair -> predicted.indexOf(pair.predicted())));
    return List.copyOf(matched);
  }
}
