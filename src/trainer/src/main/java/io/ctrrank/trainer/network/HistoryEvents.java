package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.network.Parameter.Role;

/**
 * What the types of a history's events say row by row, looked up in small constant tables, and how
 * much each place counts at several horizons: weights fall with the place, {@code exp(-place /
 * horizon)}.
 */
final class HistoryEvents {
  private static final double[] HORIZONS = {Double.POSITIVE_INFINITY, 12, 3};

  private final Parameter real;
  private final Parameter clicks;
  private final Parameter rows;
  private final Parameter recency;
  private final int types;

  HistoryEvents(Parameters scope, HistorySchema history) {
    this.types = history.types().size();
    float[] isReal = new float[types + 1];
    float[] isClick = new float[types + 1];
    float[] oneHot = new float[(types + 1) * types];
    for (int type = 1; type <= types; type++) {
      isReal[type] = 1;
      isClick[type] = history.clickTypes().contains(history.types().get(type - 1)) ? 1 : 0;
      oneHot[type * types + type - 1] = 1;
    }
    this.real = scope.values("real", Role.CONSTANT, isReal, types + 1);
    this.clicks = scope.values("clicks", Role.CONSTANT, isClick, types + 1);
    this.rows = scope.values("one_hot", Role.CONSTANT, oneHot, types + 1, types);
    float[] weights = new float[history.maxLength() * HORIZONS.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.exp(-(i / HORIZONS.length) / HORIZONS[i % HORIZONS.length]);
    }
    this.recency =
        scope.values("recency", Role.CONSTANT, weights, history.maxLength(), HORIZONS.length);
  }

  /** How many event types there are. */
  int types() {
    return types;
  }

  /** How many horizons there are; the first is without end. */
  int horizons() {
    return HORIZONS.length;
  }

  /** int64 types {@code [U, L]}, 0 for padding, to what they say. */
  <V> Of<V> of(Ops<V> ops, V historyType) {
    V valid = ops.gather(ops.parameter(real), historyType);
    V weights = ops.firstRows(ops.parameter(recency), historyType);
    return new Of<>(
        valid,
        ops.gather(ops.parameter(clicks), historyType),
        ops.gather(ops.parameter(rows), historyType),
        weights,
        ops.matmul(ops.unsqueeze(valid, 1), weights));
  }

  /**
   * @param valid 1 for real rows, {@code [U, L]}
   * @param clicks 1 for clicks, {@code [U, L]}
   * @param oneHot types, zeros for padding, {@code [U, L, T]}
   * @param weights of places, {@code [L, horizons]}
   * @param totals weights of real rows together, the first their number, {@code [U, 1, horizons]}
   * @param <V> as in {@link TensorOps}
   */
  record Of<V>(V valid, V clicks, V oneHot, V weights, V totals) {}
}
