package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The CTR head: standardised features, an MLP with ReLU and dropout, one logit. The first layer is
 * split in candidate and user part, so the user's share is computed once for a whole window. Cross
 * layers may stand beside the MLP; their logit is added.
 */
final class Head {
  private final Parameter candidateStatistics;
  private final Parameter userStatistics;
  private final Parameter candidateWeight;
  private final Linear userPart;
  private final List<Linear> layers = new ArrayList<>();
  private final double dropout;
  private final Optional<CrossLayers> cross;

  /** A head that is an MLP alone. */
  Head(
      Parameters scope,
      int candidateWidth,
      int userWidth,
      List<Integer> hidden,
      double dropout,
      double bias) {
    this(scope, candidateWidth, userWidth, hidden, dropout, bias, NetworkOptions.CrossOptions.NONE);
  }

  /**
   * @param candidateWidth width of all candidate parts together
   * @param userWidth width of all user parts together
   * @param hidden widths of the hidden layers, at least one
   * @param dropout rate after each hidden layer
   * @param bias the logit an untrained head gives
   * @param cross cross layers beside the MLP
   */
  Head(
      Parameters scope,
      int candidateWidth,
      int userWidth,
      List<Integer> hidden,
      double dropout,
      double bias,
      NetworkOptions.CrossOptions cross) {
    this.dropout = dropout;
    double deviation = Math.sqrt(2.0 / (candidateWidth + userWidth));
    this.candidateStatistics = scope.statistics("candidate_statistics", candidateWidth);
    this.userStatistics = scope.statistics("user_statistics", userWidth);
    this.candidateWeight =
        scope.normal("candidate", Role.DENSE, deviation, candidateWidth, hidden.get(0));
    this.userPart =
        new Linear(scope.scope("user"), userWidth, hidden.get(0), Role.DENSE, deviation, 0);
    for (int i = 1; i < hidden.size(); i++) {
      layers.add(
          new Linear(
              scope.scope(Integer.toString(i)), hidden.get(i - 1), hidden.get(i), Role.DENSE));
    }
    int last = hidden.get(hidden.size() - 1);
    layers.add(
        new Linear(scope.scope("out"), last, 1, Role.DENSE, 0.1 * Math.sqrt(1.0 / last), bias));
    this.cross =
        cross.layers() == 0
            ? Optional.empty()
            : Optional.of(new CrossLayers(scope.scope("cross"), candidateWidth, userWidth, cross));
  }

  /** Logits {@code [U, N]}. */
  <V> V forward(Ops<V> ops, Features<V> features) {
    V all = ops.concat(-1, features.candidates());
    V user = ops.concat(-1, features.users());
    if (cross.isEmpty()) {
      Ops.Mlp<V> layers =
          layers(Optional.of(candidateStatistics), user, Optional.of(userStatistics));
      return ops.squeeze(ops.mlp(all, layers), -1);
    }
    V candidates = ops.standardize(all, candidateStatistics);
    V users = ops.standardize(user, userStatistics);
    V deep = ops.mlp(candidates, layers(Optional.empty(), users, Optional.empty()));
    return ops.squeeze(ops.add(deep, cross.get().forward(ops, candidates, users)), -1);
  }

  private <V> Ops.Mlp<V> layers(
      Optional<Parameter> ofCandidates, V users, Optional<Parameter> ofUsers) {
    return new Ops.Mlp<>(
        ofCandidates,
        candidateWeight,
        new Ops.UserPart<>(users, ofUsers, userPart.layer()),
        layers.stream().map(Linear::layer).toList(),
        dropout);
  }
}
