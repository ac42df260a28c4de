package io.ctrrank.plugin.user;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.elasticsearch.common.cache.Cache;
import org.elasticsearch.common.cache.CacheBuilder;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.Index;

/**
 * History items that were looked for and not found a moment ago. Ads come and go, histories keep
 * them: without this every request of a user who once clicked a deleted ad would search for it.
 * Thread-safe.
 */
final class AbsentItems {
  private static final int MOST = 100_000;
  private static final TimeValue FORGOTTEN_AFTER = TimeValue.timeValueMinutes(1);

  private final Cache<Absence, Boolean> absences =
      CacheBuilder.<Absence, Boolean>builder()
          .setMaximumWeight(MOST)
          .setExpireAfterWrite(FORGOTTEN_AFTER)
          .build();

  /** Where it was looked for: aliases may show different documents of one index. */
  private record Place(List<String> names, List<Index> indices) {
    static Place of(RequestIndices indices) {
      return new Place(indices.asked(), indices.concrete());
    }
  }

  private record Absence(Place place, String item) {}

  /** Those of {@code items} that are worth a search. */
  Set<String> without(RequestIndices indices, Collection<String> items) {
    Place place = Place.of(indices);
    return items.stream()
        .filter(item -> absences.get(new Absence(place, item)) == null)
        .collect(Collectors.toSet());
  }

  void add(RequestIndices indices, Collection<String> items) {
    Place place = Place.of(indices);
    items.forEach(item -> absences.put(new Absence(place, item), Boolean.TRUE));
  }
}
