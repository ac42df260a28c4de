package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * The hybrid-expert adaptor of KAR (Xi et al. 2023, arXiv 2306.10933): small MLPs, some of them
 * shared by the adaptors of items and users and some an adaptor's own, summed with weights that a
 * softmax over the input gives. Starts with equal weights.
 */
final class HybridExperts implements VectorLayer {
  private static final double GATE_DEVIATION = 1e-3;

  private final List<AdaptorMlp> experts;
  private final Linear gate;

  /**
   * @param shared experts that other adaptors have, too
   * @param own how many experts are this adaptor's alone
   * @param shape of one expert
   * @param lastDeviation spread of the last layers' weights at the start
   */
  HybridExperts(
      Parameters scope,
      List<AdaptorMlp> shared,
      int own,
      AdaptorMlp.Shape shape,
      double lastDeviation) {
    this.experts = new ArrayList<>(shared);
    experts.addAll(several(scope.scope("experts"), own, shape, lastDeviation));
    this.gate =
        new Linear(
            scope.scope("gate"), shape.in(), experts.size(), Role.ADAPTOR, GATE_DEVIATION, 0);
  }

  /** Experts that start apart from each other. */
  static List<AdaptorMlp> several(
      Parameters scope, int count, AdaptorMlp.Shape shape, double lastDeviation) {
    List<AdaptorMlp> experts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      experts.add(new AdaptorMlp(scope.scope(Integer.toString(i)), shape, lastDeviation));
    }
    return experts;
  }

  @Override
  public <V> V forward(Ops<V> ops, V x) {
    V weights = ops.softmax(gate.forward(ops, x));
    V sum = weighted(ops, weights, 0, x);
    for (int i = 1; i < experts.size(); i++) {
      sum = ops.add(sum, weighted(ops, weights, i, x));
    }
    return sum;
  }

  private <V> V weighted(Ops<V> ops, V weights, int expert, V x) {
    return ops.multiply(
        experts.get(expert).forward(ops, x), ops.columns(weights, expert, expert + 1));
  }
}
