package io.ctrrank.trainer.torch;

import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.data.ExampleSet;

/**
 * What training histories hold.
 *
 * @param typeShares share of each event type, {@code [T]}
 * @param exposures training impressions of each item, by catalogue index
 * @param occurrences positions of training histories that hold the item, by catalogue index
 */
record HistoryCounts(float[] typeShares, long[] exposures, long[] occurrences) {

  /** Counts over the training part. */
  static HistoryCounts of(ExampleSet train, HistorySchema schema, int catalogueSize) {
    long[] exposures = new long[catalogueSize];
    long[] occurrences = new long[catalogueSize];
    long[] types = new long[schema.types().size()];
    int[] rowItems = new int[schema.maxLength()];
    int[] rowTypes = new int[schema.maxLength()];
    long events = 0;
    for (int row = 0; row < train.size(); row++) {
      exposures[train.item(row)]++;
      train.history(row, rowItems, rowTypes, 0);
      for (int position = 0; position < train.historyLength(row); position++) {
        occurrences[rowItems[position]]++;
        types[rowTypes[position] - 1]++;
        events++;
      }
    }
    float[] shares = new float[types.length];
    for (int type = 0; type < types.length; type++) {
      // One event of each type more, so that no share is 0.
      shares[type] = (types[type] + 1f) / (events + types.length);
    }
    return new HistoryCounts(shares, exposures, occurrences);
  }
}
