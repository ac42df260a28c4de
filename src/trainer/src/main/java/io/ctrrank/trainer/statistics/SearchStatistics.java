package io.ctrrank.trainer.statistics;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Statistics of what users asked.
 *
 * @param texts distinct texts of searches
 * @param impressions impressions of searches with a text
 */
public record SearchStatistics(long texts, long impressions) {
  /** Counts the searches of a data set; empty if none has a text. */
  static Optional<SearchStatistics> of(Dataset dataset) {
    int texts = dataset.searchTexts().size();
    long impressions =
        Stream.of(dataset.train(), dataset.validation(), dataset.test())
            .mapToLong(SearchStatistics::withText)
            .sum();
    return texts == 0 ? Optional.empty() : Optional.of(new SearchStatistics(texts, impressions));
  }

  private static long withText(ExampleSet rows) {
    return IntStream.range(0, rows.size()).filter(row -> rows.query(row) >= 0).count();
  }
}
