package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * What counting says: an item's smoothed click rate and number of impressions in training, and how
 * far the user's clicks lie above the rates of the items that were shown. The latter is a user bias
 * that needs no user id.
 *
 * <p>The table has two columns: click rate minus base rate, shrunk towards 0 where impressions are
 * few, and ln(1 + impressions). Rows are those of the item-id vocabulary.
 */
final class ItemCounts {
  /** Columns of the table, and width of the candidate part. */
  static final int WIDTH = 2;

  private static final double PRIOR_EVENTS = 3;
  private static final double SPREAD = 4;

  private final Parameter table;
  private final Parameter rateColumn;
  private final Parameter baseRate;
  private final HistoryEvents events;

  /**
   * @param table rates and impressions of items, row-major
   * @param baseRate click rate of the training part, by which the table's rates are less
   * @param events reads event types
   */
  ItemCounts(Parameters scope, float[] table, double baseRate, HistoryEvents events) {
    this.table = scope.values("table", Role.CONSTANT, table, table.length / WIDTH, WIDTH);
    this.rateColumn = scope.values("rate_column", Role.CONSTANT, new float[] {1, 0}, WIDTH, 1);
    this.baseRate = scope.filled("base_rate", Role.CONSTANT, baseRate, 1);
    this.events = events;
  }

  /** Width of the user part. */
  int userWidth() {
    return events.horizons();
  }

  /** Adds what is counted of targets and user. */
  <V> void add(Ops<V> ops, CtrInputs<V> inputs, HistoryEvents.Of<V> history, Features<V> features) {
    features.candidates().add(targets(ops, inputs));
    V rows =
        inputs.counts().isPresent()
            ? inputs.counts().get().history()
            : ops.gather(ops.parameter(table), inputs.historyItem());
    features.users().add(userBias(ops, rows, history));
  }

  /** ln(1 + training impressions) of the targets, {@code [U, N, 1]}. */
  <V> V exposures(Ops<V> ops, CtrInputs<V> inputs) {
    return ops.columns(targets(ops, inputs), WIDTH - 1, WIDTH);
  }

  private <V> V targets(Ops<V> ops, CtrInputs<V> inputs) {
    return inputs.counts().isPresent()
        ? inputs.counts().get().item()
        : ops.gather(ops.parameter(table), inputs.itemId());
  }

  /** Shrunken mean of click minus item rate over the history, at several horizons. */
  private <V> V userBias(Ops<V> ops, V rows, HistoryEvents.Of<V> history) {
    V rates = ops.squeeze(ops.matmul(rows, ops.parameter(rateColumn)), -1);
    V expected = ops.add(rates, ops.parameter(baseRate));
    V residuals = ops.subtract(history.clicks(), ops.multiply(expected, history.valid()));
    V sums = ops.matmul(ops.unsqueeze(residuals, 1), history.weights());
    V shrunk = ops.divide(sums, ops.add(history.totals(), ops.constant(PRIOR_EVENTS)));
    return ops.multiply(shrunk, ops.constant(SPREAD));
  }
}
