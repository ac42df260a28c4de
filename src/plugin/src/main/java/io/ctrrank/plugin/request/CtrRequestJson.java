package io.ctrrank.plugin.request;

import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;

/** The JSON of a request, as docs/rescorer.md describes it. */
public final class CtrRequestJson {
  private static final String ROOT = "ctr";
  private static final String MODEL = "model";
  private static final String EXPERIMENT = "experiment";
  private static final String USER = "user";
  private static final String RANK_BY = "rank_by";
  private static final String BID_FIELD = "bid_field";
  private static final String ALPHA = "alpha";
  private static final String MIN_ECPM = "min_ecpm";
  private static final String FIRST_PASS_WEIGHT = "first_pass_weight";
  private static final String QUERY_TEXT = "query_text";
  private static final String QUERY_ID = "query_id";
  private static final String TIMEOUT = "timeout";
  private static final String ON_FAILURE = "on_failure";
  private static final String SHADOW = "shadow";
  private static final List<String> MEMBERS =
      List.of(
          MODEL,
          EXPERIMENT,
          USER,
          RANK_BY,
          BID_FIELD,
          ALPHA,
          MIN_ECPM,
          FIRST_PASS_WEIGHT,
          QUERY_TEXT,
          QUERY_ID,
          TIMEOUT,
          ON_FAILURE,
          SHADOW);

  private CtrRequestJson() {}

  /**
   * Reads a request; the parser stands on the start of its object.
   *
   * @throws ParsingException (400) naming the member, what was found and what was expected
   */
  public static CtrRequest read(XContentParser parser) throws IOException {
    RequestMembers members = new RequestMembers();
    StrictJson.object(parser, ROOT, MEMBERS, (member, path) -> read(parser, member, path, members));
    try {
      return members.request();
    } catch (IllegalArgumentException e) {
      throw new ParsingException(parser.getTokenLocation(), "[ctr]: " + e.getMessage(), e);
    }
  }

  private static void read(
      XContentParser parser, String member, String path, RequestMembers members)
      throws IOException {
    switch (member) {
      case MODEL -> members.model = StrictJson.name(parser, path);
      case EXPERIMENT -> members.experiment = ExperimentInputJson.read(parser, path);
      case USER -> members.user = UserJson.read(parser, path);
      case RANK_BY -> members.rankBy = StrictJson.choice(parser, path, RankBy.values());
      case BID_FIELD -> members.bidField = StrictJson.name(parser, path);
      case ALPHA -> members.alpha = StrictJson.number(parser, path);
      case MIN_ECPM -> members.minEcpm = StrictJson.number(parser, path);
      case FIRST_PASS_WEIGHT -> members.firstPassWeight = StrictJson.number(parser, path);
      case QUERY_TEXT ->
          members.queryText =
              StrictJson.atMost(
                  parser, path, StrictJson.string(parser, path), CtrRequest.LONGEST_TEXT);
      case QUERY_ID -> members.queryId = StrictJson.headerName(parser, path);
      case TIMEOUT ->
          members.timeout = StrictJson.time(parser, path, ServingOptions.LONGEST_TIMEOUT);
      case ON_FAILURE -> members.onFailure = StrictJson.choice(parser, path, OnFailure.values());
      default -> members.shadow = StrictJson.bool(parser, path);
    }
  }

  /** Writes the members of {@code request} into the object that is open. */
  public static void writeMembers(XContentBuilder builder, CtrRequest request) throws IOException {
    ModelChoice choice = request.choice();
    if (choice.named()) {
      builder.field(MODEL, choice.model());
    } else if (!choice.experiment().equals(ExperimentInput.ANY)) {
      builder.field(EXPERIMENT);
      ExperimentInputJson.write(builder, choice.experiment());
    }
    if (!request.user().equals(UserInput.ANONYMOUS)) {
      builder.field(USER);
      UserJson.write(builder, request.user());
    }
    writeRanking(builder, request.ranking());
    if (request.queryText().isPresent()) {
      builder.field(QUERY_TEXT, request.queryText().get());
    }
    writeServing(builder, request.serving());
  }

  private static void writeRanking(XContentBuilder builder, Ranking ranking) throws IOException {
    ScoreFormula formula = ranking.formula();
    builder.field(RANK_BY, formula.rankBy().toString());
    if (ranking.bidField().isPresent()) {
      builder.field(BID_FIELD, ranking.bidField().get());
    }
    if (formula.alpha() != 1) {
      builder.field(ALPHA, formula.alpha());
    }
    if (formula.minEcpm() != 0) {
      builder.field(MIN_ECPM, formula.minEcpm());
    }
    if (formula.firstPassWeight() != 0) {
      builder.field(FIRST_PASS_WEIGHT, formula.firstPassWeight());
    }
  }

  private static void writeServing(XContentBuilder builder, ServingOptions serving)
      throws IOException {
    if (serving.timeout().isPresent()) {
      builder.field(TIMEOUT, text(serving.timeout().get()));
    }
    if (serving.onFailure() != OnFailure.PRIOR) {
      builder.field(ON_FAILURE, serving.onFailure().toString());
    }
    if (serving.shadow()) {
      builder.field(SHADOW, true);
    }
    if (serving.queryId().isPresent()) {
      builder.field(QUERY_ID, serving.queryId().get());
    }
  }

  private static String text(Duration timeout) {
    long nanos = timeout.toNanos();
    return nanos % 1_000_000 == 0
        ? TimeValue.timeValueMillis(timeout.toMillis()).getStringRep()
        : TimeValue.timeValueNanos(nanos).getStringRep();
  }
}
