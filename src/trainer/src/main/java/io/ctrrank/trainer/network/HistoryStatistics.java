package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * What the history says of the user without any id: ln(1 + length) and the smoothed shares of the
 * event types, over the whole history and over its newest part (weights falling with position).
 */
final class HistoryStatistics {
  private static final double PRIOR_EVENTS = 2;
  private static final double SPREAD = 4;

  private final HistoryEvents events;
  private final Parameter prior;

  /**
   * @param events reads event types
   * @param shares of the event types in training, what an empty history is taken for
   */
  HistoryStatistics(Parameters scope, HistoryEvents events, float[] shares) {
    this.events = events;
    this.prior = scope.values("prior", Role.CONSTANT, shares, shares.length, 1);
  }

  /** Width of the result. */
  int width() {
    return 1 + events.types() * events.horizons();
  }

  /** {@code [U, 1, width]}. */
  <V> V forward(Ops<V> ops, HistoryEvents.Of<V> history) {
    V counts = ops.matmul(ops.transpose(history.oneHot()), history.weights());
    V smoothing = ops.constant(PRIOR_EVENTS);
    V expected = ops.parameter(prior);
    V shares =
        ops.divide(
            ops.add(counts, ops.multiply(expected, smoothing)),
            ops.add(history.totals(), smoothing));
    V spread = ops.multiply(ops.subtract(shares, expected), ops.constant(SPREAD));
    V length = ops.columns(history.totals(), 0, 1);
    V log = ops.log(ops.add(length, ops.constant(1)));
    return ops.concat(-1, List.of(log, ops.reshape(spread, 0, 1, (long) width() - 1)));
  }
}
