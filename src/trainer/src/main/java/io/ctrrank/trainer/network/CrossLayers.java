package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * The cross network of DCN-V2 (Wang et al. 2020, arXiv 2008.13535) in its low-rank form, parallel
 * to the head's MLP: {@code x' = x0 * (U (V x) + b) + x}, then a weight for each component of the
 * last x and of x0 none, as the MLP reads that. All is split in candidate and user part, so that
 * the two are never put side by side for each candidate.
 */
final class CrossLayers {
  private final List<Layer> layers = new ArrayList<>();
  private final Parameter candidateOut;
  private final Parameter userOut;

  /** V of both parts, and U with b of both parts. */
  private record Layer(
      Parameter candidateDown, Parameter userDown, Linear candidateUp, Linear userUp) {}

  /**
   * @param candidateWidth c, width of the candidate part
   * @param userWidth u, width of the user part
   * @param options how many layers of which rank
   */
  CrossLayers(
      Parameters scope, int candidateWidth, int userWidth, NetworkOptions.CrossOptions options) {
    int width = candidateWidth + userWidth;
    int rank = options.rank();
    double down = Math.sqrt(1.0 / width);
    double up = Math.sqrt(0.1 / rank);
    for (int i = 0; i < options.layers(); i++) {
      Parameters layer = scope.scope(Integer.toString(i));
      layers.add(
          new Layer(
              layer.normal("candidate_down", Role.DENSE, down, candidateWidth, rank),
              layer.normal("user_down", Role.DENSE, down, userWidth, rank),
              new Linear(layer.scope("candidate_up"), rank, candidateWidth, Role.DENSE, up, 0),
              new Linear(layer.scope("user_up"), rank, userWidth, Role.DENSE, up, 0)));
    }
    double small = 0.1 * down;
    this.candidateOut = scope.normal("candidate_out", Role.DENSE, small, candidateWidth, 1);
    this.userOut = scope.normal("user_out", Role.DENSE, small, userWidth, 1);
  }

  /**
   * What is added to the MLP's logit.
   *
   * @param candidates {@code [U, N, c]}
   * @param users {@code [U, 1, u]}
   * @return {@code [U, N, 1]}
   */
  <V> V forward(Ops<V> ops, V candidates, V users) {
    V candidate = candidates;
    V user = users;
    for (Layer layer : layers) {
      V low =
          ops.add(
              ops.matmul(candidate, ops.parameter(layer.candidateDown)),
              ops.matmul(user, ops.parameter(layer.userDown)));
      candidate = ops.add(ops.multiply(candidates, layer.candidateUp.forward(ops, low)), candidate);
      user = ops.add(ops.multiply(users, layer.userUp.forward(ops, low)), user);
    }
    return ops.add(
        ops.matmul(candidate, ops.parameter(candidateOut)),
        ops.matmul(user, ops.parameter(userOut)));
  }
}
