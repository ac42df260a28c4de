package io.ctrrank.plugin.user;

import io.ctrrank.core.schema.TextTemplate;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.elasticsearch.common.cache.Cache;
import org.elasticsearch.common.cache.CacheBuilder;
import org.elasticsearch.core.TimeValue;

/**
 * History items that were looked for a moment ago and not found, or found without a text. Ads come
 * and go, histories keep them: without this every request of a user who once clicked a deleted ad
 * would search for it. What one caller does not see says nothing of what another does. Thread-safe.
 */
final class AbsentItems {
  private static final int MOST = 100_000;
  private static final TimeValue FORGOTTEN_AFTER = TimeValue.timeValueMinutes(1);

  private final Cache<Absence, Boolean> absences =
      CacheBuilder.<Absence, Boolean>builder()
          .setMaximumWeight(MOST)
          .setExpireAfterWrite(FORGOTTEN_AFTER)
          .build();

  /**
   * An item that is not there.
   *
   * @param template of the text that it lacks, empty if it was not found at all
   */
  private record Absence(Sight.Place place, Optional<TextTemplate> template, String item) {
    static Absence missing(Sight sight, String item) {
      return new Absence(sight.place(), Optional.empty(), item);
    }

    static Absence withoutText(Sight sight, String item) {
      return new Absence(sight.place(), sight.template(), item);
    }
  }

  /** Those of {@code items} that are not worth a search. */
  Set<String> among(Sight sight, Collection<String> items) {
    return items.stream().filter(item -> isAbsent(sight, item)).collect(Collectors.toSet());
  }

  private boolean isAbsent(Sight sight, String item) {
    return absences.get(Absence.missing(sight, item)) != null
        || absences.get(Absence.withoutText(sight, item)) != null;
  }

  /** Items that no index has, for no model. */
  void addMissing(Sight sight, Collection<String> items) {
    items.forEach(item -> absences.put(Absence.missing(sight, item), Boolean.TRUE));
  }

  /** Items that are there, without any of the fields of the model's text. */
  void addWithoutText(Sight sight, Collection<String> items) {
    items.forEach(item -> absences.put(Absence.withoutText(sight, item), Boolean.TRUE));
  }
}
