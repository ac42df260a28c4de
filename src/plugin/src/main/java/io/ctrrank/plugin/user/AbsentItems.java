package io.ctrrank.plugin.user;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.elasticsearch.common.cache.Cache;
import org.elasticsearch.common.cache.CacheBuilder;
import org.elasticsearch.core.TimeValue;

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

  /** Who looked (aliases may show different documents of one index), and for what. */
  private record Absence(List<String> indices, String item) {}

  /** Those of {@code items} that are worth a search. */
  Set<String> without(RequestIndices indices, Collection<String> items) {
    List<String> names = indices.names();
    return items.stream()
        .filter(item -> absences.get(new Absence(names, item)) == null)
        .collect(Collectors.toSet());
  }

  void add(RequestIndices indices, Collection<String> items) {
    List<String> names = indices.names();
    items.forEach(item -> absences.put(new Absence(names, item), Boolean.TRUE));
  }
}
