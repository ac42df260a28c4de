package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.elasticsearch.xcontent.json.JsonXContent;

/**
 * What the last run of a schedule came to.
 *
 * @param start milliseconds since the epoch
 * @param end milliseconds since the epoch
 * @param failed whether it did not come to its end
 * @param details numbers of a run that did, the reason of one that did not; JSON members
 */
record WarmOutcome(long start, long end, boolean failed, Map<String, Object> details) {
  /** A run that failed is tried again so much later, or with the next one. */
  private static final TimeValue RETRY = TimeValue.timeValueMinutes(1);

  WarmOutcome {
    requireNonNull(details, "details is null");
    details = Map.copyOf(details);
  }

  /** A run that came to its end. */
  static WarmOutcome of(long start, long end, WarmResponse response) {
    return new WarmOutcome(
        start,
        end,
        false,
        XContentHelper.convertToMap(JsonXContent.jsonXContent, Strings.toString(response), false));
  }

  /** A run that did not. */
  static WarmOutcome of(long start, long end, Exception failure) {
    return new WarmOutcome(
        start, end, true, Map.of("reason", String.valueOf(failure.getMessage())));
  }

  /** Reads what {@link #text} wrote. */
  static WarmOutcome of(String text) {
    Map<String, Object> members =
        XContentHelper.convertToMap(JsonXContent.jsonXContent, text, false);
    Map<String, Object> details = new LinkedHashMap<>();
    if (members.get("details") instanceof Map<?, ?> found) {
      found.forEach((name, value) -> details.put(String.valueOf(name), value));
    }
    return new WarmOutcome(
        members.get("start") instanceof Number first ? first.longValue() : 0,
        members.get("end") instanceof Number last ? last.longValue() : 0,
        Boolean.TRUE.equals(members.get("failed")),
        details);
  }

  /** JSON, to be kept. */
  String text() {
    try (XContentBuilder builder = XContentFactory.jsonBuilder().startObject()) {
      builder.field("start", start).field("end", end).field("failed", failed);
      builder.field("details", details);
      return Strings.toString(builder.endObject());
    } catch (IOException e) {
      throw new AssertionError("nothing is written but memory", e);
    }
  }

  /**
   * When the next run begins, milliseconds since the epoch: intervals count from beginning to
   * beginning, and those that a long run went past are left out.
   */
  long next(TimeValue interval) {
    if (failed) {
      return end + Math.min(RETRY.millis(), interval.millis());
    }
    long intervals = Math.max(0, end - start) / interval.millis() + 1;
    return start + intervals * interval.millis();
  }

  void write(XContentBuilder builder) throws IOException {
    builder
        .startObject()
        .field("start", Instant.ofEpochMilli(start).toString())
        .field("result", failed ? "failed" : "completed")
        .field("took", end - start);
    for (Map.Entry<String, Object> member : details.entrySet()) {
      if (!member.getKey().equals("took")) {
        builder.field(member.getKey(), member.getValue());
      }
    }
    builder.endObject();
  }
}
