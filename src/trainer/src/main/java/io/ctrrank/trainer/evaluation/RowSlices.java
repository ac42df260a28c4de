package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.Slicing;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.List;
import java.util.stream.IntStream;

/** The slices that reports tell of. */
public final class RowSlices {
  private RowSlices() {}

  /**
   * Rows by training exposures of their item, and by how many events their user has behind: all of
   * them, of which a model reads the newest.
   *
   * @param dataset its training part is counted
   * @param rows rows of the data set
   */
  public static List<Slicing> of(Dataset dataset, ExampleSet rows) {
    int[] exposures = new int[dataset.catalogue().size()];
    for (int row = 0; row < dataset.train().size(); row++) {
      exposures[dataset.train().item(row)]++;
    }
    return List.of(
        Slicing.byItemFrequency(
            IntStream.range(0, rows.size()).map(row -> exposures[rows.item(row)]).toArray()),
        Slicing.byHistoryLength(IntStream.range(0, rows.size()).map(rows::pastEvents).toArray()));
  }
}
