package io.ctrrank.plugin.warm;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.common.settings.Settings;

/**
 * What is warmed up when, and how it went last: one table for the whole cluster, among its
 * persistent settings as the table of models is, so that it outlives nodes. Immutable; a change
 * gives a new table.
 *
 * @param schedules by the model's id or alias
 * @param outcomes of the last runs, of those that ran
 */
public record WarmTable(
    SortedMap<String, WarmSchedule> schedules, SortedMap<String, WarmOutcome> outcomes) {
  private static final String SCHEDULES = "ctr.warm_schedules.";
  private static final String OUTCOMES = "ctr.warm_outcomes.";

  private static final Setting<String> SCHEDULE =
      Setting.prefixKeySetting(
          SCHEDULES,
          key ->
              Setting.simpleString(
                  key, WarmTable::checkSchedule, Property.Dynamic, Property.NodeScope));
  private static final Setting<String> OUTCOME =
      Setting.prefixKeySetting(
          OUTCOMES, key -> Setting.simpleString(key, Property.Dynamic, Property.NodeScope));

  public WarmTable {
    schedules = Collections.unmodifiableSortedMap(new TreeMap<>(schedules));
    outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
  }

  /** The settings that hold the table, for registration. */
  public static List<Setting<?>> all() {
    return List.of(SCHEDULE, OUTCOME);
  }

  /** The table in the persistent settings of a cluster. */
  static WarmTable of(Settings settings) {
    SortedMap<String, WarmSchedule> schedules = new TreeMap<>();
    Settings kept = settings.getByPrefix(SCHEDULES);
    kept.keySet().forEach(name -> schedules.put(name, WarmSchedule.of(kept.get(name))));
    SortedMap<String, WarmOutcome> outcomes = new TreeMap<>();
    Settings last = settings.getByPrefix(OUTCOMES);
    last.keySet().forEach(name -> outcomes.put(name, WarmOutcome.of(last.get(name))));
    return new WarmTable(schedules, outcomes);
  }

  /** {@code settings} with this table in place of the one they hold. */
  Settings in(Settings settings) {
    Settings.Builder builder =
        Settings.builder()
            .put(settings.filter(key -> !key.startsWith(SCHEDULES) && !key.startsWith(OUTCOMES)));
    schedules.forEach((name, schedule) -> builder.put(SCHEDULES + name, schedule.text()));
    outcomes.forEach((name, outcome) -> builder.put(OUTCOMES + name, outcome.text()));
    return builder.build();
  }

  /** With a schedule, which begins anew. */
  WarmTable with(String name, WarmSchedule schedule) {
    SortedMap<String, WarmSchedule> changed = new TreeMap<>(schedules);
    changed.put(name, schedule);
    return new WarmTable(changed, withoutOutcome(name));
  }

  /**
   * Without a schedule.
   *
   * @throws ResourceNotFoundException (404) if there is none
   */
  WarmTable without(String name) {
    require(name);
    SortedMap<String, WarmSchedule> changed = new TreeMap<>(schedules);
    changed.remove(name);
    return new WarmTable(changed, withoutOutcome(name));
  }

  /** With what a run came to; nothing if its schedule went meanwhile. */
  WarmTable with(String name, WarmOutcome outcome) {
    if (!schedules.containsKey(name)) {
      return this;
    }
    SortedMap<String, WarmOutcome> changed = new TreeMap<>(outcomes);
    changed.put(name, outcome);
    return new WarmTable(schedules, changed);
  }

  /**
   * The schedule of a name.
   *
   * @throws ResourceNotFoundException (404) if there is none
   */
  WarmSchedule require(String name) {
    WarmSchedule schedule = schedules.get(name);
    if (schedule == null) {
      throw new ResourceNotFoundException(
          "model or alias ["
              + name
              + "] has no schedule of warming up; expected one of "
              + schedules.keySet());
    }
    return schedule;
  }

  /** How the last run of a name went. */
  Optional<WarmOutcome> outcome(String name) {
    return Optional.ofNullable(outcomes.get(name));
  }

  /** When the next run of a name is due, milliseconds since the epoch; 0 for at once. */
  long due(String name) {
    return outcome(name).map(last -> last.next(require(name).interval())).orElse(0L);
  }

  private SortedMap<String, WarmOutcome> withoutOutcome(String name) {
    SortedMap<String, WarmOutcome> changed = new TreeMap<>(outcomes);
    changed.remove(name);
    return changed;
  }

  private static void checkSchedule(String text) {
    if (!text.isEmpty()) {
      WarmSchedule.of(text);
    }
  }
}
