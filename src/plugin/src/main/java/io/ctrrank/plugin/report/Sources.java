package io.ctrrank.plugin.report;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.DateHistogramValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.TermsValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.histogram.DateHistogramInterval;
import org.jspecify.annotations.Nullable;

/** Sources of composite aggregations, each named after its field, and the keys they give. */
final class Sources {
  /** Format of times in queries. */
  static final String MILLISECONDS = "epoch_millis";

  private Sources() {}

  /** The values of a keyword field; documents without one are passed over. */
  static CompositeValuesSourceBuilder<?> terms(String field) {
    return new TermsValuesSourceBuilder(field).field(field);
  }

  /** The values of a keyword field, null among them. */
  static CompositeValuesSourceBuilder<?> termsOrNone(String field) {
    return new TermsValuesSourceBuilder(field).field(field).missingBucket(true);
  }

  /** The values of a date field, whatever its resolution. */
  static CompositeValuesSourceBuilder<?> milliseconds(String field) {
    return new DateHistogramValuesSourceBuilder(field)
        .field(field)
        .fixedInterval(new DateHistogramInterval("1ms"));
  }

  static String text(Map<String, Object> key, String field) {
    return String.valueOf(requireNonNull(key.get(field), field));
  }

  static @Nullable String textOrNone(Map<String, Object> key, String field) {
    Object value = key.get(field);
    return value == null ? null : value.toString();
  }

  static long time(Map<String, Object> key, String field) {
    return ((Number) requireNonNull(key.get(field), field)).longValue();
  }

  /** A maximum over no values is infinite; here it is NaN. */
  static double orNone(double maximum) {
    return Double.isInfinite(maximum) ? Double.NaN : maximum;
  }
}
