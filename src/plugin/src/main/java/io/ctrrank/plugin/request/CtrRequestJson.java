package io.ctrrank.plugin.request;

import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.scoring.RankBy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/** The JSON of a request, as docs/rescorer.md describes it. */
public final class CtrRequestJson {
  private static final String ROOT = "ctr";
  private static final String MODEL = "model";
  private static final String USER = "user";
  private static final String RANK_BY = "rank_by";
  private static final String BID_FIELD = "bid_field";
  private static final String QUERY_TEXT = "query_text";
  private static final List<String> MEMBERS = List.of(MODEL, USER, RANK_BY, BID_FIELD, QUERY_TEXT);

  private static final String ID = "id";
  private static final String HISTORY = "history";
  private static final String PROFILE = "profile";
  private static final List<String> USER_MEMBERS = List.of(ID, HISTORY, PROFILE);

  private CtrRequestJson() {}

  /**
   * Reads a request; the parser stands on the start of its object.
   *
   * @throws ParsingException (400) naming the member, what was found and what was expected
   */
  public static CtrRequest read(XContentParser parser) throws IOException {
    RequestMembers members = new RequestMembers();
    StrictJson.object(
        parser,
        ROOT,
        MEMBERS,
        (member, path) -> {
          switch (member) {
            case MODEL -> members.model = StrictJson.name(parser, path);
            case USER -> members.user = readUser(parser, path);
            case RANK_BY -> members.rankBy = readRankBy(parser, path);
            case BID_FIELD -> members.bidField = StrictJson.name(parser, path);
            default -> members.queryText = StrictJson.string(parser, path);
          }
        });
    if (members.model == null) {
      throw StrictJson.error(parser, "[ctr] has no [model]; name the model to score with");
    }
    try {
      return new CtrRequest(
          members.model,
          members.user,
          members.rankBy,
          Optional.ofNullable(members.bidField),
          Optional.ofNullable(members.queryText));
    } catch (IllegalArgumentException e) {
      throw new ParsingException(parser.getTokenLocation(), "[ctr]: " + e.getMessage(), e);
    }
  }

  private static RankBy readRankBy(XContentParser parser, String path) throws IOException {
    String name = StrictJson.string(parser, path);
    for (RankBy rankBy : RankBy.values()) {
      if (rankBy.toString().equals(name)) {
        return rankBy;
      }
    }
    throw StrictJson.unexpected(parser, path, "one of " + List.of(RankBy.values()));
  }

  private static UserInput readUser(XContentParser parser, String path) throws IOException {
    UserMembers members = new UserMembers();
    StrictJson.object(
        parser,
        path,
        USER_MEMBERS,
        (member, place) -> {
          switch (member) {
            case ID -> members.id = StrictJson.id(parser, place);
            case HISTORY -> members.history = HistoryJson.read(parser, place);
            default -> members.profile = StrictJson.string(parser, place);
          }
        });
    if (members.id != null && members.history == null && members.profile == null) {
      throw StrictJson.error(
          parser,
          "["
              + path
              + "] has only the id ["
              + members.id
              + "], by which nothing is looked up; expected [history] or [profile] beside it");
    }
    return new UserInput(
        Optional.ofNullable(members.id),
        Optional.ofNullable(members.history),
        Optional.ofNullable(members.profile));
  }

  /** Writes the members of {@code request} into the object that is open. */
  public static void writeMembers(XContentBuilder builder, CtrRequest request) throws IOException {
    builder.field(MODEL, request.model());
    UserInput user = request.user();
    if (!user.equals(UserInput.ANONYMOUS)) {
      builder.startObject(USER);
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
    builder.field(RANK_BY, request.rankBy().toString());
    if (request.bidField().isPresent()) {
      builder.field(BID_FIELD, request.bidField().get());
    }
    if (request.queryText().isPresent()) {
      builder.field(QUERY_TEXT, request.queryText().get());
    }
  }

  /** A request in the making. */
  private static final class RequestMembers {
    private @Nullable String model;
    private UserInput user = UserInput.ANONYMOUS;
    private RankBy rankBy = RankBy.CTR;
    private @Nullable String bidField;
    private @Nullable String queryText;
  }

  /** A user in the making. */
  private static final class UserMembers {
    private @Nullable String id;
    private @Nullable BehaviorSequence history;
    private @Nullable String profile;
  }
}
