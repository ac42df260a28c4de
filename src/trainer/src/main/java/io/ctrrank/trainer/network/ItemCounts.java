package io.ctrrank.trainer.network;

import io.ctrrank.core.schema.HistorySchema;
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

  private static final double[] HORIZONS = {Double.POSITIVE_INFINITY, 12, 3};
  private static final double PRIOR_EVENTS = 3;
  private static final double SPREAD = 4;

  private final Parameter table;
  private final Parameter rateColumn;
  private final Parameter clickTypes;
  private final Parameter recency;
  private final Parameter baseRate;

  /**
   * @param table rates and impressions of items, row-major
   * @param baseRate click rate of the training part, by which the table's rates are less
   */
  ItemCounts(Parameters scope, float[] table, double baseRate, HistorySchema history) {
    this.table = scope.values("table", Role.CONSTANT, table, table.length / WIDTH, WIDTH);
    this.rateColumn = scope.values("rate_column", Role.CONSTANT, new float[] {1, 0}, WIDTH, 1);
    int types = history.types().size();
    float[] clicks = new float[types];
    for (String type : history.clickTypes()) {
      clicks[history.typeNumber(type) - 1] = 1;
    }
    this.clickTypes = scope.values("click_types", Role.CONSTANT, clicks, types, 1);
    float[] weights = new float[history.maxLength() * HORIZONS.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.exp(-(i / HORIZONS.length) / HORIZONS[i % HORIZONS.length]);
    }
    this.recency =
        scope.values("recency", Role.CONSTANT, weights, history.maxLength(), HORIZONS.length);
    this.baseRate = scope.filled("base_rate", Role.CONSTANT, baseRate, 1);
  }

  /** Width of the user part. */
  int userWidth() {
    return HORIZONS.length;
  }

  /**
   * @param valid 1 for real history rows, {@code [U, L]}
   * @param oneHot types, zeros for padding, {@code [U, L, T]}
   */
  <V> void add(Ops<V> ops, CtrInputs<V> inputs, V valid, V oneHot, Features<V> features) {
    features.candidates().add(targets(ops, inputs));
    V rows =
        inputs.counts().isPresent()
            ? inputs.counts().get().history()
            : ops.gather(ops.parameter(table), inputs.historyItem());
    features.users().add(userBias(ops, rows, inputs.historyType(), valid, oneHot));
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
  private <V> V userBias(Ops<V> ops, V rows, V historyType, V real, V oneHot) {
    V rates = ops.matmul(rows, ops.parameter(rateColumn));
    V clicks = ops.matmul(oneHot, ops.parameter(clickTypes));
    V valid = ops.unsqueeze(real, -1);
    V above = ops.subtract(ops.subtract(clicks, ops.parameter(baseRate)), rates);
    V residuals = ops.multiply(above, valid);
    V weights = ops.firstRows(ops.parameter(recency), historyType);
    V sums = ops.matmul(ops.transpose(residuals), weights);
    V totals = ops.matmul(ops.transpose(valid), weights);
    V shrunk = ops.divide(sums, ops.add(totals, ops.constant(PRIOR_EVENTS)));
    return ops.multiply(shrunk, ops.constant(SPREAD));
  }
}
