package io.ctrrank.trainer.statistics;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.data.ExampleSet;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Statistics of some impressions of a data set.
 *
 * @param name name of the part
 * @param users users with impressions in the part
 * @param items items with impressions in the part
 * @param impressions impressions
 * @param clicks clicked impressions
 * @param coldItems items of the part that have no training impression
 * @param coldImpressions impressions of such items
 * @param history events in the history of an impression, as far as a model reads
 * @param noHistory impressions without any earlier event
 */
public record PartStatistics(
    String name,
    long users,
    long items,
    long impressions,
    long clicks,
    long coldItems,
    long coldImpressions,
    Spread history,
    long noHistory) {
  public PartStatistics {
    requireNonNull(name, "name is null");
    requireNonNull(history, "history is null");
  }

  /**
   * Counts one part.
   *
   * @param name name of the part
   * @param rows its rows
   * @param trained catalogue indices of the items that have training impressions
   */
  static PartStatistics of(String name, ExampleSet rows, BitSet trained) {
    Set<String> users = new HashSet<>();
    BitSet items = new BitSet();
    long clicks = 0;
    long cold = 0;
    for (int row = 0; row < rows.size(); row++) {
      users.add(rows.impression(row).user());
      items.set(rows.item(row));
      clicks += rows.click(row) ? 1 : 0;
      cold += trained.get(rows.item(row)) ? 0 : 1;
    }
    BitSet coldItems = (BitSet) items.clone();
    coldItems.andNot(trained);
    int[] lengths = IntStream.range(0, rows.size()).map(rows::historyLength).toArray();
    return new PartStatistics(
        name,
        users.size(),
        items.cardinality(),
        rows.size(),
        clicks,
        coldItems.cardinality(),
        cold,
        Spread.of(lengths),
        IntStream.of(lengths).filter(length -> length == 0).count());
  }
}
