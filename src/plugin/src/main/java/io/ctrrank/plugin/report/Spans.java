package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ReportRequest.Span;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import org.elasticsearch.ElasticsearchParseException;
import org.elasticsearch.common.time.DateMathParser;
import org.elasticsearch.index.mapper.DateFieldMapper;

/** Reads dates and date math. */
final class Spans {
  private static final DateMathParser PARSER =
      DateFieldMapper.DEFAULT_DATE_TIME_FORMATTER.toDateMathParser();

  private Spans() {}

  /**
   * The time that is asked for.
   *
   * @param now milliseconds since the epoch
   * @throws IllegalArgumentException (400) if it is none, or starts nowhere
   */
  static Period period(Span span, ReportedExperiment experiment, long now) {
    if (span.from() == null && experiment.started() == 0) {
      throw new IllegalArgumentException(
          "experiment ["
              + experiment.name()
              + "] was not started; start it, or say [from] when its log begins");
    }
    return period(span, experiment.started(), now);
  }

  /**
   * The time that is asked for, from {@code started} on if it does not say.
   *
   * @param started milliseconds since the epoch
   * @param now milliseconds since the epoch
   */
  static Period period(Span span, long started, long now) {
    long to = time("to", span.to(), now);
    String from = span.from();
    return new Period(
        from == null ? started(started, to, now) : time("from", from, now), to, span.attribution());
  }

  /** Another node's clock started it: by this one's it may start in a moment. */
  private static long started(long started, long to, long now) {
    return to >= now ? Math.min(started, to) : started;
  }

  private static long time(String parameter, String text, long now) {
    try {
      return PARSER.parse(text, () -> now, false, ZoneOffset.UTC).toEpochMilli();
    } catch (ElasticsearchParseException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException e) {
      throw new IllegalArgumentException(
          "["
              + parameter
              + "] is ["
              + text
              + "]; expected a date such as [2026-11-26], a time or [now-7d]",
          e);
    }
  }
}
