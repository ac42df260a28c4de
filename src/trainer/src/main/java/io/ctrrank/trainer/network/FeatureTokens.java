package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/** BERT4CTR's dimensionality reduction: all features to n tokens of the encoder's width. */
final class FeatureTokens {
  private final Parameter candidateStatistics;
  private final Parameter userStatistics;
  private final Linear compression;
  private final int count;
  private final int width;

  /**
   * @param features what is compressed
   * @param count n
   * @param width h
   */
  FeatureTokens(Parameters scope, DinFeatures features, int count, int width) {
    this.candidateStatistics = scope.statistics("candidate_statistics", features.candidateWidth());
    this.userStatistics = scope.statistics("user_statistics", features.userWidth());
    int in = features.candidateWidth() + features.userWidth();
    this.compression = new Linear(scope, in, count * width, Role.DENSE, Math.sqrt(1.0 / in), 0);
    this.count = count;
    this.width = width;
  }

  /** {@code [U, n, h]}; N is 1. */
  <V> V forward(Ops<V> ops, Features<V> features) {
    V candidates = ops.standardize(ops.concat(-1, features.candidates()), candidateStatistics);
    V users = ops.standardize(ops.concat(-1, features.users()), userStatistics);
    V all = compression.forward(ops, ops.concat(-1, List.of(candidates, users)));
    return ops.reshape(all, 0, count, width);
  }
}
