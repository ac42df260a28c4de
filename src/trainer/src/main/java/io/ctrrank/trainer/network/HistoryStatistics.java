package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * What the history says of the user without any id: ln(1 + length) and the smoothed shares of the
 * event types, over the whole history and over its newest part (weights falling with position).
 */
final class HistoryStatistics {
  private static final double[] HORIZONS = {Double.POSITIVE_INFINITY, 12, 3};
  private static final double PRIOR_EVENTS = 2;
  private static final double SPREAD = 4;

  private final Parameter recency;
  private final Parameter prior;
  private final int types;

  /**
   * @param maxLength most history rows
   * @param shares of the event types in training, what an empty history is taken for
   */
  HistoryStatistics(Parameters scope, int maxLength, float[] shares) {
    float[] weights = new float[maxLength * HORIZONS.length];
    for (int position = 0; position < maxLength; position++) {
      for (int h = 0; h < HORIZONS.length; h++) {
        weights[position * HORIZONS.length + h] = (float) Math.exp(-position / HORIZONS[h]);
      }
    }
    this.recency = scope.values("recency", Role.CONSTANT, weights, maxLength, HORIZONS.length);
    this.prior = scope.values("prior", Role.CONSTANT, shares, shares.length, 1);
    this.types = shares.length;
  }

  /** Width of the result. */
  int width() {
    return 1 + types * HORIZONS.length;
  }

  /**
   * @param historyType int64 {@code [U, L]}
   * @param valid {@code [U, L]}
   * @param oneHot types, zeros for padding, {@code [U, L, T]}
   * @return {@code [U, 1, width]}
   */
  <V> V forward(Ops<V> ops, V historyType, V valid, V oneHot) {
    V weights = ops.firstRows(ops.parameter(recency), historyType);
    V counts = ops.matmul(ops.transpose(oneHot), weights);
    V total = ops.sum(counts, 1, true);
    V events = ops.constant(PRIOR_EVENTS);
    V expected = ops.parameter(prior);
    V shares = ops.divide(ops.add(counts, ops.multiply(expected, events)), ops.add(total, events));
    V spread = ops.multiply(ops.subtract(shares, expected), ops.constant(SPREAD));
    V length = ops.sum(valid, -1, true);
    V log = ops.log(ops.add(length, ops.constant(1)));
    return ops.concat(
        -1,
        List.of(ops.unsqueeze(log, 1), ops.reshape(spread, 0, 1, (long) types * HORIZONS.length)));
  }
}
