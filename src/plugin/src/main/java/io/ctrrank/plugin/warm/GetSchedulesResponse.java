package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.LocalResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.elasticsearch.xcontent.XContentBuilder;

/** Schedules of warming up: what, how often, where, how it went last. */
public final class GetSchedulesResponse extends LocalResponse {
  private final SortedMap<String, Told> schedules;

  /**
   * @param node name of the node that runs it; empty while there is none
   * @param next milliseconds since the epoch, 0 for at once
   */
  record Told(
      WarmSchedule schedule, Optional<String> node, long next, Optional<WarmOutcome> last) {}

  GetSchedulesResponse(SortedMap<String, Told> schedules) {
    this.schedules = schedules;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject().startObject("schedules");
    for (Map.Entry<String, Told> entry : schedules.entrySet()) {
      Told told = entry.getValue();
      builder.startObject(entry.getKey());
      told.schedule().writeMembers(builder);
      if (told.node().isPresent()) {
        builder.field("node", told.node().get());
      }
      if (told.next() > 0) {
        builder.field("next", Instant.ofEpochMilli(told.next()).toString());
      }
      if (told.last().isPresent()) {
        builder.field("last");
        told.last().get().write(builder);
      }
      builder.endObject();
    }
    return builder.endObject().endObject();
  }
}
