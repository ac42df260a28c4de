package io.ctrrank.plugin.request;

import io.ctrrank.core.behavior.BehaviorSequence;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/** The JSON of a user. */
final class UserJson {
  private static final String ID = "id";
  private static final String HISTORY = "history";
  private static final String PROFILE = "profile";
  private static final List<String> MEMBERS = List.of(ID, HISTORY, PROFILE);

  private UserJson() {}

  static UserInput read(XContentParser parser, String path) throws IOException {
    UserMembers members = new UserMembers();
    StrictJson.object(
        parser,
        path,
        MEMBERS,
        (member, place) -> {
          switch (member) {
            case ID -> members.id = StrictJson.keptId(parser, place);
            case HISTORY -> members.history = HistoryJson.read(parser, place);
            default ->
                members.profile =
                    StrictJson.atMost(
                        parser,
                        place,
                        StrictJson.string(parser, place),
                        UserStateJson.LONGEST_PROFILE);
          }
        });
    return new UserInput(
        Optional.ofNullable(members.id),
        Optional.ofNullable(members.history),
        Optional.ofNullable(members.profile));
  }

  static void write(XContentBuilder builder, UserInput user) throws IOException {
    builder.startObject();
    if (user.id().isPresent()) {
      builder.field(ID, user.id().get());
    }
    if (user.history().isPresent()) {
      builder.field(HISTORY);
      HistoryJson.write(builder, user.history().get());
    }
    if (user.profile().isPresent()) {
      builder.field(PROFILE, user.profile().get());
    }
    builder.endObject();
  }

  /** A user in the making. */
  private static final class UserMembers {
    private @Nullable String id;
    private @Nullable BehaviorSequence history;
    private @Nullable String profile;
  }
}
