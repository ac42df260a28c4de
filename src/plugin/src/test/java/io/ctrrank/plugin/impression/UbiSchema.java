package io.ctrrank.plugin.impression;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Hits;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;

/**
 * What version 1.3.0 of User Behavior Insights requires of an event and limits in it, as
 * schema/1.3.0/event.schema.json of github.com/o19s/ubi says it: {@code action_name} and {@code
 * timestamp}; in {@code event_attributes} a {@code position}; in {@code object} an {@code
 * object_id}; and lengths.
 */
final class UbiSchema {
  private static final int LONGEST = 100;
  private static final int LONGEST_OBJECT = 256;

  private UbiSchema() {}

  static void thenIsEvent(Map<String, Object> event) {
    then(event).containsKeys("action_name", "timestamp");
    OffsetDateTime.parse(Hits.path(event, "timestamp", String.class));
    for (String member :
        Set.of("application", "action_name", "query_id", "session_id", "client_id", "user_id")) {
      if (event.containsKey(member)) {
        then(Hits.path(event, member, String.class)).as(member).hasSizeLessThanOrEqualTo(LONGEST);
      }
    }
    if (!event.containsKey("event_attributes")) {
      return;
    }
    Map<String, Object> attributes = Hits.object(event, "event_attributes");
    then(attributes).containsKey("position");
    then(Hits.object(attributes, "position").get("ordinal")).isInstanceOf(Integer.class);
    if (attributes.containsKey("object")) {
      Map<String, Object> object = Hits.object(attributes, "object");
      then(Hits.path(object, "object_id", String.class)).hasSizeLessThanOrEqualTo(LONGEST_OBJECT);
    }
  }
}
