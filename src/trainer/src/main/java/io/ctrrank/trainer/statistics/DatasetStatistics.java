package io.ctrrank.trainer.statistics;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What there is to tell of a data set before any model has seen it.
 *
 * @param overview its line of Table 1
 * @param parts the parts of the split, in time order
 * @param catalogue its items
 * @param texts texts of items and profiles, empty for data without texts
 * @param knowledge cover by knowledge phrases, empty where there are none
 * @param searches texts of searches, empty where there are none
 */
public record DatasetStatistics(
    Overview overview,
    List<PartStatistics> parts,
    CatalogueStatistics catalogue,
    Optional<TextStatistics> texts,
    Optional<KnowledgeStatistics> knowledge,
    Optional<SearchStatistics> searches) {
  public DatasetStatistics {
    requireNonNull(overview, "overview is null");
    parts = List.copyOf(parts);
    requireNonNull(catalogue, "catalogue is null");
    requireNonNull(texts, "texts is null");
    requireNonNull(knowledge, "knowledge is null");
    requireNonNull(searches, "searches is null");
  }

  /**
   * Counts a data set.
   *
   * @param name name of the data set
   * @param dataset the data set
   * @param texts statistics of its texts, if it has texts
   * @param knowledge cover by knowledge phrases, if there are any
   */
  public static DatasetStatistics of(
      String name,
      Dataset dataset,
      Optional<TextStatistics> texts,
      Optional<KnowledgeStatistics> knowledge) {
    BitSet trained = items(Stream.of(dataset.train()));
    List<PartStatistics> parts =
        List.of(
            PartStatistics.of("train", dataset.train(), trained),
            PartStatistics.of("validation", dataset.validation(), trained),
            PartStatistics.of("test", dataset.test(), trained));
    return new DatasetStatistics(
        overview(name, dataset, parts),
        parts,
        CatalogueStatistics.of(dataset.catalogue()),
        texts,
        knowledge,
        SearchStatistics.of(dataset));
  }

  private static Overview overview(String name, Dataset dataset, List<PartStatistics> parts) {
    Set<Interaction> interactions = new HashSet<>();
    Set<String> users = new HashSet<>();
    for (List<Impression> part :
        List.of(dataset.split().train(), dataset.split().validation(), dataset.split().test())) {
      for (Impression row : part) {
        interactions.add(new Interaction(row.user(), row.item(), row.timestamp()));
        users.add(row.user());
      }
    }
    return new Overview(
        name,
        users.size(),
        items(Stream.of(dataset.train(), dataset.validation(), dataset.test())).cardinality(),
        interactions.size(),
        parts.stream().mapToLong(PartStatistics::impressions).sum(),
        parts.stream().mapToLong(PartStatistics::clicks).sum());
  }

  private record Interaction(String user, String item, long timestamp) {}

  private static BitSet items(Stream<ExampleSet> parts) {
    BitSet items = new BitSet();
    parts.forEach(
        part -> {
          for (int row = 0; row < part.size(); row++) {
            items.set(part.item(row));
          }
        });
    return items;
  }
}
