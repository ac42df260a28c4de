package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/** Event types as one-hot rows; padding is all zeros. */
final class OneHot {
  private final Parameter rows;

  /**
   * @param types number of event types T
   */
  OneHot(Parameters scope, int types) {
    float[] values = new float[(types + 1) * types];
    for (int type = 0; type < types; type++) {
      values[(type + 1) * types + type] = 1;
    }
    this.rows = scope.values("one_hot", Role.CONSTANT, values, types + 1, types);
  }

  /** int64 {@code [U, L]} types to {@code [U, L, T]}. */
  <V> V forward(Ops<V> ops, V types) {
    return ops.gather(ops.parameter(rows), types);
  }
}
