package io.ctrrank.plugin.index;

import java.util.List;
import java.util.Map;
import org.elasticsearch.common.xcontent.support.XContentMapValues;

/** Reads fields of a document's {@code _source}: the one way, for texts and fingerprints alike. */
public final class SourceValues {
  private SourceValues() {}

  /**
   * The values of a field in document order, numbers as Java prints them; an empty list where it
   * has none. Nulls are no values.
   *
   * @param source the document, or at least that field of it
   * @param field path; objects and arrays on the way are looked into, and dots may be part of names
   */
  public static List<String> of(Map<String, Object> source, String field) {
    return XContentMapValues.extractRawValues(field, source).stream().map(String::valueOf).toList();
  }
}
