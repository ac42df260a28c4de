package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.elasticsearch.xcontent.json.JsonXContent;

/**
 * Warming up again and again.
 *
 * @param items what to put into the store
 * @param itemsPerSecond most items that are encoded in a second, infinite for as many as go
 * @param interval from the beginning of a run to that of the next
 */
public record WarmSchedule(HeadItems items, double itemsPerSecond, TimeValue interval) {
  private static final TimeValue SHORTEST = TimeValue.timeValueSeconds(1);
  private static final String INTERVAL = "interval";
  private static final String RATE = "items_per_second";

  public WarmSchedule {
    requireNonNull(items, "items is null");
    requireNonNull(interval, "interval is null");
    if (!(itemsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "[" + RATE + "] is [" + itemsPerSecond + "]; expected a number above 0");
    }
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "[interval] is [" + interval + "]; expected [" + SHORTEST + "] or more, such as [1h]");
    }
  }

  /** Reads what {@link #text} wrote. */
  static WarmSchedule of(String text) {
    Map<String, Object> members =
        XContentHelper.convertToMap(JsonXContent.jsonXContent, text, false);
    return new WarmSchedule(
        new HeadItems(
            String.valueOf(members.get("index")),
            String.valueOf(members.get("by")),
            members.get("size") instanceof Integer size ? size : 0),
        members.get(RATE) instanceof Number rate ? rate.doubleValue() : Double.POSITIVE_INFINITY,
        TimeValue.parseTimeValue(String.valueOf(members.get(INTERVAL)), INTERVAL));
  }

  /** JSON, to be kept. */
  String text() {
    try (XContentBuilder builder = XContentFactory.jsonBuilder().startObject()) {
      writeMembers(builder);
      return Strings.toString(builder.endObject());
    } catch (IOException e) {
      throw new AssertionError("nothing is written but memory", e);
    }
  }

  void writeMembers(XContentBuilder builder) throws IOException {
    builder
        .field("index", items.index())
        .field("by", items.by())
        .field("size", items.size())
        .field(INTERVAL, interval.getStringRep());
    if (Double.isFinite(itemsPerSecond)) {
      builder.field(RATE, itemsPerSecond);
    }
  }
}
