package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.network.Parameter.Role;

/** Which history rows are clicks. */
final class ClickTypes {
  private final Parameter types;

  ClickTypes(Parameters scope, HistorySchema history) {
    float[] clicks = new float[history.types().size()];
    for (String type : history.clickTypes()) {
      clicks[history.typeNumber(type) - 1] = 1;
    }
    this.types = scope.values("click_types", Role.CONSTANT, clicks, clicks.length, 1);
  }

  /** Types as one-hot rows {@code [U, L, T]} to 1 for clicks, else 0, {@code [U, L]}. */
  <V> V of(Ops<V> ops, V oneHot) {
    return ops.squeeze(ops.matmul(oneHot, ops.parameter(types)), -1);
  }
}
