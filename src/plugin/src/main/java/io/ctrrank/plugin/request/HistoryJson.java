package io.ctrrank.plugin.request;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParser.Token;

/**
 * The JSON of a behaviour sequence, newest event first: {@code ["318", 4306, {"item": "50", "type":
 * "skip", "ts": 964982703}]}. A bare id is a click.
 */
final class HistoryJson {
  /** A longer history is an error: no model reads it, and it would travel with the request. */
  static final int MOST_EVENTS = 10_000;

  private static final String ITEM = "item";
  private static final String TYPE = "type";
  private static final String TIMESTAMP = "ts";
  private static final List<String> MEMBERS = List.of(ITEM, TYPE, TIMESTAMP);
  private static final long UNKNOWN = 0;

  private HistoryJson() {}

  static BehaviorSequence read(XContentParser parser, String path) throws IOException {
    if (parser.currentToken() != Token.START_ARRAY) {
      throw StrictJson.unexpected(parser, path, "an array of events, newest first");
    }
    List<BehaviorEvent> events = new ArrayList<>();
    long newest = Long.MAX_VALUE;
    while (parser.nextToken() != Token.END_ARRAY) {
      if (events.size() == MOST_EVENTS) {
        throw StrictJson.error(
            parser,
            "["
                + path
                + "] has more than ["
                + MOST_EVENTS
                + "] events; send only the newest ones, models read far fewer");
      }
      BehaviorEvent event = event(parser, path, events.size());
      if (event.timestamp() > newest) {
        throw StrictJson.error(
            parser,
            "["
                + place(path, events.size())
                + "] has ts ["
                + event.timestamp()
                + "] but an event before it has ["
                + newest
                + "]; expected the newest event first");
      }
      newest = event.timestamp() == UNKNOWN ? newest : event.timestamp();
      events.add(event);
    }
    return new BehaviorSequence(events);
  }

  /** Places are put into words for errors only: there are many events. */
  private static BehaviorEvent event(XContentParser parser, String path, int number)
      throws IOException {
    if (parser.currentToken() != Token.START_OBJECT) {
      String item = isText(parser) ? parser.text() : StrictJson.id(parser, place(path, number));
      return BehaviorEvent.click(kept(parser, path, number, item));
    }
    EventMembers members = new EventMembers();
    while (parser.nextToken() != Token.END_OBJECT) {
      String member = parser.currentName();
      parser.nextToken();
      boolean isText = isText(parser);
      if (isText && member.equals(ITEM)) {
        members.item = parser.text();
      } else if (isText && member.equals(TYPE)) {
        members.type = parser.text();
      } else if (member.equals(TIMESTAMP) && StrictJson.isSeconds(parser)) {
        members.timestamp = parser.longValue();
      } else {
        members.read(parser, place(path, number), member);
      }
    }
    if (members.item.isEmpty()) {
      throw StrictJson.error(
          parser, "[" + place(path, number) + "] has no [item]; give the item's id");
    }
    return new BehaviorEvent(
        kept(parser, path, number, members.item),
        members.timestamp,
        kept(parser, path, number, members.type));
  }

  /** Ids of absent items are kept for a while, and all travel to every shard. */
  private static String kept(XContentParser parser, String path, int number, String text) {
    return text.length() <= StrictJson.LONGEST_ID
        ? text
        : StrictJson.atMost(parser, place(path, number), text, StrictJson.LONGEST_ID);
  }

  private static boolean isText(XContentParser parser) throws IOException {
    return parser.currentToken() == Token.VALUE_STRING && !parser.text().isBlank();
  }

  private static String place(String path, int number) {
    return path + "[" + number + "]";
  }

  static void write(XContentBuilder builder, BehaviorSequence history) throws IOException {
    builder.startArray();
    for (BehaviorEvent event : history.events()) {
      if (event.equals(BehaviorEvent.click(event.item()))) {
        builder.value(event.item());
        continue;
      }
      builder.startObject().field(ITEM, event.item()).field(TYPE, event.type());
      if (event.timestamp() != UNKNOWN) {
        builder.field(TIMESTAMP, event.timestamp());
      }
      builder.endObject();
    }
    builder.endArray();
  }

  /** An event in the making. */
  private static final class EventMembers {
    private String item = "";
    private String type = BehaviorEvent.CLICK;
    private long timestamp = UNKNOWN;

    /** Reads a member, with its place at hand if it is wrong. */
    void read(XContentParser parser, String path, String member) throws IOException {
      switch (member) {
        case ITEM -> item = StrictJson.id(parser, path + "." + member);
        case TYPE -> type = StrictJson.name(parser, path + "." + member);
        case TIMESTAMP -> timestamp = StrictJson.seconds(parser, path + "." + member);
        default -> throw StrictJson.unknown(parser, path, member, MEMBERS);
      }
    }
  }
}
