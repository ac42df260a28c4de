package io.ctrrank.plugin.report;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.elasticsearch.action.fieldcaps.FieldCapabilities;
import org.elasticsearch.action.fieldcaps.FieldCapabilitiesResponse;

/**
 * What the indices of clicks have of the fields that differ between applications. Collectors of UBI
 * post the time as {@code timestamp}; data streams demand {@code @timestamp}.
 *
 * @param time field of the time
 * @param client whether clicks may say whose they are
 * @param index whether clicks may say which index the document is of
 */
record ClickFields(String time, boolean client, boolean index) {
  private static final String UNMAPPED = "unmapped";
  private static final Set<String> DATES = Set.of("date", "date_nanos");
  private static final Set<String> NAMES = Set.of("keyword", "constant_keyword");

  /**
   * Looks which fields are mapped.
   *
   * @throws IllegalArgumentException (400) if no field has the time of all clicks, or it is no date
   */
  static ClickFields of(LogSearch search) {
    FieldCapabilitiesResponse read =
        search.fields(LogFields.TIMESTAMP, LogFields.EVENT_TIME, LogFields.USER, LogFields.INDEX);
    String time = time(search, read);
    Set<String> types = types(read, time);
    if (!DATES.containsAll(types)) {
      throw new IllegalArgumentException(
          "clicks ["
              + search.indices()
              + "] map ["
              + time
              + "] as "
              + types
              + "; expected a date; map it so in a new index and reindex");
    }
    return new ClickFields(time, isName(read, LogFields.USER), isName(read, LogFields.INDEX));
  }

  private static String time(LogSearch search, FieldCapabilitiesResponse read) {
    Set<String> withIt = new TreeSet<>(Arrays.asList(read.getIndices()));
    Set<String> onlyOther = without(read, LogFields.TIMESTAMP);
    withIt.removeAll(onlyOther);
    onlyOther.removeAll(without(read, LogFields.EVENT_TIME));
    if (onlyOther.isEmpty()) {
      return LogFields.TIMESTAMP;
    }
    if (withIt.isEmpty()) {
      return LogFields.EVENT_TIME;
    }
    throw new IllegalArgumentException(
        "clicks ["
            + search.indices()
            + "] have the time in ["
            + LogFields.TIMESTAMP
            + "] in indices "
            + withIt
            + " and in ["
            + LogFields.EVENT_TIME
            + "] in "
            + onlyOther
            + "; expected one field for all; map ["
            + LogFields.TIMESTAMP
            + "] as an alias of ["
            + LogFields.EVENT_TIME
            + "] in the latter");
  }

  /** Indices that do not map a field. */
  private static Set<String> without(FieldCapabilitiesResponse read, String field) {
    Set<String> all = new TreeSet<>(Arrays.asList(read.getIndices()));
    Map<String, FieldCapabilities> types = read.getField(field);
    if (types == null) {
      return all;
    }
    FieldCapabilities unmapped = types.get(UNMAPPED);
    if (unmapped == null) {
      return new TreeSet<>();
    }
    // Where all indices are of one type, none are named.
    return unmapped.indices() == null ? all : new TreeSet<>(Arrays.asList(unmapped.indices()));
  }

  private static Set<String> types(FieldCapabilitiesResponse read, String field) {
    Map<String, FieldCapabilities> types = read.getField(field);
    Set<String> names = new TreeSet<>(types == null ? Set.of() : types.keySet());
    names.remove(UNMAPPED);
    return names;
  }

  private static boolean isName(FieldCapabilitiesResponse read, String field) {
    Set<String> types = types(read, field);
    return !types.isEmpty() && NAMES.containsAll(types);
  }
}
