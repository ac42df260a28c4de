package io.ctrrank.plugin.request;

import io.ctrrank.core.behavior.BehaviorEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParser.Token;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of what is written of users, as docs/users.md describes it. Everything is read before
 * anything is written: one wrong event, and the whole request is an error (400).
 */
public final class UserStateJson {
  private static final String BODY = "body";
  private static final String EVENTS = "events";
  private static final String USER = "user";
  private static final String ITEM = "item";
  private static final String TYPE = "type";
  private static final String TIMESTAMP = "ts";
  private static final String PROFILE = "profile";

  /** Most events of one request, of all its users. */
  private static final int MOST_EVENTS = 10_000;

  private static final int LONGEST_NAME = 512;
  static final int LONGEST_PROFILE = 16_384;

  private UserStateJson() {}

  /**
   * Reads the events of one user, {@code {"events": [{"item": "50", "type": "skip", "ts":
   * 964982703}]}}; the parser stands before the body.
   *
   * @param latest seconds since the epoch; a later event is an error
   */
  public static List<BehaviorEvent> events(XContentParser parser, long latest) throws IOException {
    List<BehaviorEvent> events = new ArrayList<>();
    read(parser, List.of(ITEM, TYPE, TIMESTAMP), latest, (user, event) -> events.add(event));
    return events;
  }

  /** Reads events of several users, each with a member {@code user}; otherwise as the other. */
  public static Map<String, List<BehaviorEvent>> eventsByUser(XContentParser parser, long latest)
      throws IOException {
    Map<String, List<BehaviorEvent>> events = new LinkedHashMap<>();
    read(
        parser,
        List.of(USER, ITEM, TYPE, TIMESTAMP),
        latest,
        (user, event) -> events.computeIfAbsent(user, unseen -> new ArrayList<>()).add(event));
    return events;
  }

  /** Reads {@code {"profile": "likes Crime"}}; empty for null, which takes the profile away. */
  public static Optional<String> profile(XContentParser parser) throws IOException {
    List<Optional<String>> found = new ArrayList<>();
    parser.nextToken();
    StrictJson.object(
        parser,
        BODY,
        List.of(PROFILE),
        (member, path) -> {
          if (parser.currentToken() == Token.VALUE_NULL) {
            found.add(Optional.empty());
            return;
          }
          String text = StrictJson.name(parser, path);
          found.add(Optional.of(StrictJson.atMost(parser, path, text, LONGEST_PROFILE)));
        });
    if (found.isEmpty()) {
      throw StrictJson.error(
          parser, "[body] has no [profile]; give a text, or null to take the profile away");
    }
    return found.getLast();
  }

  /**
   * The id of a user in a path.
   *
   * @throws IllegalArgumentException (400) if it is none
   */
  public static String userId(@Nullable String id) {
    if (id == null || id.isBlank() || id.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "user is ["
              + id
              + "]; expected an id that is not blank, of at most ["
              + LONGEST_NAME
              + "] characters");
    }
    return id;
  }

  @FunctionalInterface
  private interface Receiver {
    void add(String user, BehaviorEvent event);
  }

  private static void read(
      XContentParser parser, List<String> members, long latest, Receiver receiver)
      throws IOException {
    parser.nextToken();
    int[] count = {0};
    StrictJson.object(
        parser,
        BODY,
        List.of(EVENTS),
        (member, path) -> {
          if (parser.currentToken() != Token.START_ARRAY) {
            throw StrictJson.unexpected(parser, path, "an array of events");
          }
          while (parser.nextToken() != Token.END_ARRAY) {
            if (count[0] == MOST_EVENTS) {
              throw StrictJson.error(
                  parser,
                  "["
                      + path
                      + "] has more than ["
                      + MOST_EVENTS
                      + "] events; send them in several requests");
            }
            String place = path + "[" + count[0]++ + "]";
            Draft draft = new Draft(latest);
            StrictJson.object(parser, place, members, (name, at) -> draft.read(parser, name, at));
            if (draft.user == null && members.contains(USER)) {
              throw StrictJson.error(parser, "[" + place + "] has no [user]; give the user's id");
            }
            receiver.add(draft.user == null ? "" : draft.user, draft.event(parser, place));
          }
        });
    if (count[0] == 0) {
      throw StrictJson.error(parser, "[body] has no events; expected [events] with 1 or more");
    }
  }

  /** An event in the making. */
  private static final class Draft {
    private final long latest;
    private @Nullable String user;
    private @Nullable String item;
    private @Nullable Long timestamp;
    private String type = BehaviorEvent.CLICK;

    Draft(long latest) {
      this.latest = latest;
    }

    void read(XContentParser parser, String member, String path) throws IOException {
      switch (member) {
        case USER -> user = StrictJson.keptId(parser, path);
        case ITEM -> item = StrictJson.keptId(parser, path);
        case TYPE ->
            type = StrictJson.atMost(parser, path, StrictJson.name(parser, path), LONGEST_NAME);
        default -> timestamp = time(parser, path);
      }
    }

    private long time(XContentParser parser, String path) throws IOException {
      long seconds = StrictJson.seconds(parser, path);
      if (seconds < 1 || seconds > latest) {
        throw StrictJson.unexpected(
            parser,
            path,
            "seconds since the epoch, from [1] to now, which is about ["
                + latest
                + "]; milliseconds are a thousand times too many");
      }
      return seconds;
    }

    BehaviorEvent event(XContentParser parser, String path) {
      if (item == null) {
        throw StrictJson.error(parser, "[" + path + "] has no [item]; give the item's id");
      }
      if (timestamp == null) {
        throw StrictJson.error(
            parser,
            "["
                + path
                + "] has no [ts]; give the seconds since the epoch at which it happened, by which"
                + " an event that is sent twice is known");
      }
      return new BehaviorEvent(item, timestamp, type);
    }
  }
}
