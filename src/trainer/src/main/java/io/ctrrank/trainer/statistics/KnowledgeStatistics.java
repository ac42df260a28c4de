package io.ctrrank.trainer.statistics;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.Item;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How far knowledge phrases cover a data set.
 *
 * @param items items with at least one phrase
 * @param phrasesOfItem phrases of such an item
 * @param impressions impressions of such items, all parts together
 */
public record KnowledgeStatistics(long items, Spread phrasesOfItem, long impressions) {
  public KnowledgeStatistics {
    requireNonNull(phrasesOfItem, "phrasesOfItem is null");
  }

  /**
   * Counts what is covered.
   *
   * @param dataset the data set
   * @param phrases distinct phrases by item id; items that the catalogue does not hold do not count
   */
  public static KnowledgeStatistics of(Dataset dataset, Map<String, List<String>> phrases) {
    List<Item> items = dataset.catalogue().items();
    int[] counts =
        items.stream()
            .mapToInt(item -> phrases.getOrDefault(item.id(), List.of()).size())
            .toArray();
    BitSet known = new BitSet(counts.length);
    IntStream.range(0, counts.length).filter(item -> counts[item] > 0).forEach(known::set);
    return new KnowledgeStatistics(
        known.cardinality(),
        Spread.of(IntStream.of(counts).filter(count -> count > 0).toArray()),
        Stream.of(dataset.train(), dataset.validation(), dataset.test())
            .mapToLong(part -> impressions(part, known))
            .sum());
  }

  private static long impressions(ExampleSet part, BitSet items) {
    return IntStream.range(0, part.size()).filter(row -> items.get(part.item(row))).count();
  }
}
