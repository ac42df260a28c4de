package io.ctrrank.plugin.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.common.Strings;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ElasticsearchLogging.class)
final class CtrRequestJsonTest {

  @Test
  void model_alone_isAnAnonymousRequestByCtr() throws IOException {
    CtrRequest request = read("{'model': 'msd'}");

    assertThat(request.model()).isEqualTo("msd");
    assertThat(request.user()).isEqualTo(UserInput.ANONYMOUS);
    assertThat(request.ranking().formula()).isEqualTo(new ScoreFormula(RankBy.CTR, 1, 0, 0));
    assertThat(request.bidField()).isEmpty();
    assertThat(request.queryText()).isEmpty();
    assertThat(request.serving().timeout()).isEmpty();
    assertThat(request.serving().onFailure()).isEqualTo(OnFailure.PRIOR);
    assertThat(request.serving().shadow()).isFalse();
  }

  @Test
  void everyMember_isRead() throws IOException {
    CtrRequest request =
        read(
            """
            {'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'query_text': 'crime films',
             'alpha': 0.5, 'min_ecpm': 2, 'first_pass_weight': 1e-1, 'timeout': '20ms',
             'on_failure': 'fail', 'shadow': true, 'query_id': 'q7',
             'user': {'id': 42, 'profile': 'likes Crime',
                      'history': ['318', 4306, {'item': 'a b'},
                                  {'item': 50, 'type': 'skip', 'ts': 964982703}]}}""");

    assertThat(request.ranking().formula()).isEqualTo(new ScoreFormula(RankBy.ECPM, 0.5, 0.1, 2));
    assertThat(request.bidField()).hasValue("bid");
    assertThat(request.queryText()).hasValue("crime films");
    assertThat(request.serving())
        .isEqualTo(
            new ServingOptions(
                Optional.of(Duration.ofMillis(20)), OnFailure.FAIL, true, Optional.of("q7")));
    assertThat(request.user().id()).hasValue("42");
    assertThat(request.user().profile()).hasValue("likes Crime");
    assertThat(request.user().history().orElseThrow().events())
        .containsExactly(
            BehaviorEvent.click("318"),
            BehaviorEvent.click("4306"),
            BehaviorEvent.click("a b"),
            new BehaviorEvent("50", 964982703, "skip"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"q", "Q 7 of 2026-11-27", "a/b?c=d;e", "~"})
  void queryId_thatAHeaderCanTell_isRead(String id) throws IOException {
    assertThat(read("{'query_id': '" + id + "'}").serving().queryId()).hasValue(id);
    assertThat(read("{'query_id': '" + "x".repeat(512) + "'}").serving().queryId()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\\nb", "a\\u0000", "a\\u007f", "a,b", "\u00e9", " a", "a "})
  void queryId_thatAHeaderCannotTell_isRefused(String id) {
    String expected =
        "expected 1 to [512] printable ASCII characters without commas, and no space at the ends";
    assertThatThrownBy(() -> read("{'query_id': '" + id + "'}"))
        .isInstanceOf(ParsingException.class)
        .hasMessageContaining("[ctr.query_id] is [")
        .hasMessageContaining(expected);
    assertThatThrownBy(() -> read("{'query_id': '" + "x".repeat(513) + "'}"))
        .hasMessageContaining(expected);
  }

  @Test
  void idsThatAreLogged_areOfALengthThatCanBeKept() throws IOException {
    String longest = "x".repeat(512);
    assertThat(read("{'user': {'id': '" + longest + "', 'history': []}}").user().id())
        .hasValue(longest);
    assertThatThrownBy(() -> read("{'user': {'id': '" + longest + "x'}}"))
        .hasMessageContaining("[ctr.user.id] has [513] characters; expected at most [512]");
    String tooLong = "[ctr.user.history[1]] has [513] characters; expected at most [512]";
    assertThat(history("['" + longest + "', {'item': '" + longest + "'}]").size()).isEqualTo(2);
    assertRefused(() -> history("['a', '" + longest + "x']"), tooLong);
    assertRefused(() -> history("['a', {'item': '" + longest + "x'}]"), tooLong);
    assertRefused(() -> history("['a', {'item': 'b', 'type': '" + longest + "x'}]"), tooLong);
    String text = "x".repeat(16_384);
    assertThat(read("{'user': {'profile': '" + text + "'}}").user().profile()).contains(text);
    assertRefused(
        () -> read("{'user': {'profile': '" + text + "x'}}"),
        "[ctr.user.profile] has [16385] characters; expected at most [16384]");
    assertThatThrownBy(() -> read("{'experiment': {'unit': '" + longest + "x'}}"))
        .hasMessageContaining("[ctr.experiment.unit] has [513] characters");
  }

  @Test
  void idAlone_isAUserToLookUp() throws IOException {
    UserInput user = read("{'model': 'm', 'user': {'id': 'u'}}").user();

    assertThat(user.isNameOnly()).isTrue();
    assertThat(read("{'model': 'm', 'user': {'id': 'u', 'history': []}}").user().isNameOnly())
        .isFalse();
    assertThat(UserInput.ANONYMOUS.isNameOnly()).isFalse();
  }

  @Test
  void nothing_isARequestForWhatIsBound() throws IOException {
    CtrRequest request = read("{}");

    assertThat(request.choice()).isEqualTo(ModelChoice.unnamed(ExperimentInput.ANY));
    assertThat(request.wantsNoModel()).isFalse();
    assertThat(read(written(request))).isEqualTo(request);
  }

  @Test
  void experiment_isRead() throws IOException {
    CtrRequest request = read("{'experiment': {'name': 'e', 'arm': 'b', 'unit': 7}}");

    assertThat(request.choice().experiment())
        .isEqualTo(
            new ExperimentInput(Optional.of("e"), Optional.of("b"), Optional.of("7"), false));
    assertThat(read(written(request))).isEqualTo(request);
    CtrRequest refused = read("{'experiment': '_none'}");
    assertThat(refused.choice().experiment()).isEqualTo(ExperimentInput.NONE);
    assertThat(read(written(refused))).isEqualTo(refused);
  }

  @Test
  void noModel_isARequestForTheOrderOfRecall() throws IOException {
    assertThat(read("{'model': '_none'}").wantsNoModel()).isTrue();
    assertThat(read("{'model': 'none'}").wantsNoModel()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0ms, PT0S",
    "20ms, PT0.02S",
    "1s, PT1S",
    "250micros, PT0.00025S",
    "1h, PT1H"
  })
  void timeout_inElasticsearchsForm_isRead(String text, Duration expected) throws IOException {
    CtrRequest request = read("{'model': 'm', 'timeout': '" + text + "'}");

    assertThat(request.serving().timeout()).hasValue(expected);
    assertThat(read(written(request))).isEqualTo(request);
  }

  @Test
  void numbersAtTheirBounds_areRead() throws IOException {
    CtrRequest request =
        read(
            "{'model': 'm', 'rank_by': 'ecpm', 'bid_field': 'b', 'alpha': 10, 'min_ecpm': 0,"
                + " 'first_pass_weight': 10}");

    assertThat(request.ranking().formula()).isEqualTo(new ScoreFormula(RankBy.ECPM, 10, 10, 0));
  }

  @Test
  void wholeNumberBeyondLong_isAnId() throws IOException {
    assertThat(history("[123456789012345678901234567890]").events())
        .containsExactly(BehaviorEvent.click("123456789012345678901234567890"));
  }

  @Test
  void emptyHistory_isAHistory() throws IOException {
    assertThat(history("[]").events()).isEmpty();
  }

  @Test
  void written_readsBackEqual() throws IOException {
    CtrRequest request =
        read(
            """
            {'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'query_text': 'q',
             'alpha': 0.3, 'min_ecpm': 1e-7, 'first_pass_weight': 3, 'timeout': '1500nanos',
             'on_failure': 'fail', 'shadow': true,
             'user': {'id': 'u', 'profile': '', 'history': [
               {'item': '1', 'type': 'click', 'ts': 9}, '2', {'item': '3', 'type': 'skip'}]}}""");

    assertThat(read(written(request))).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'model': 'm', 'experiment': {}}                     | [model] is [m], so that no experiment chooses it; leave [experiment] out, or [model]
          {'experiment': 'e'}                                  | [ctr.experiment] is [e]; expected [_none], or an object with members [name, arm, unit]
          {'experiment': {'id': 'e'}}                          | [ctr.experiment] has unknown member [id]; expected one of [name, arm, unit]
          []                                                   | [ctr] is an array; expected an object
          {'model': 7}                                         | [ctr.model] is [7]; expected a string
          {'model': ' '}                                       | [ctr.model] is [ ]; expected a string that is not blank
          {'model': null}                                      | [ctr.model] is [null]; expected a string
          {'model': 'm', 'modle': 1}                           | [ctr] has unknown member [modle]; expected one of [model, experiment, user, rank_by, bid_field, alpha, min_ecpm, first_pass_weight, query_text, query_id, timeout, on_failure, shadow]
          {'model': 'm', 'rank_by': 'revenue'}                 | [ctr.rank_by] is [revenue]; expected one of [ctr, ecpm]
          {'model': 'm', 'rank_by': 'CTR'}                     | [ctr.rank_by] is [CTR]; expected one of [ctr, ecpm]
          {'model': 'm', 'rank_by': 'ecpm'}                    | [rank_by] is [ecpm] but [bid_field] is missing
          {'model': 'm', 'bid_field': 'bid'}                   | [bid_field] is [bid] but [rank_by] is [ctr], which reads no bid
          {'model': 'm', 'rank_by': 'ecpm', 'bid_field': true} | [ctr.bid_field] is [true]; expected a string
          {'model': 'm', 'query_text': ['a']}                  | [ctr.query_text] is an array; expected a string
          {'model': 'm', 'user': 'u'}                          | [ctr.user] is [u]; expected an object with members [id, history, profile]
          {'model': 'm', 'user': {'name': 'u'}}                | [ctr.user] has unknown member [name]
          {'model': 'm', 'user': {'id': 1.5, 'history': []}}   | [ctr.user.id] is [1.5]; expected a string or a whole number
          {'model': 'm', 'user': {'profile': 3}}               | [ctr.user.profile] is [3]; expected a string
          {'model': 'm', 'user': {'history': {}}}              | [ctr.user.history] is an object; expected an array of events, newest first
          {'model': 'm', 'user': {'history': [1.5]}}           | [ctr.user.history[0]] is [1.5]; expected a string or a whole number
          {'model': 'm', 'user': {'history': ['a', true]}}     | [ctr.user.history[1]] is [true]; expected a string or a whole number
          {'model': 'm', 'user': {'history': [['a']]}}         | [ctr.user.history[0]] is an array
          {'model': 'm', 'user': {'history': [null]}}          | [ctr.user.history[0]] is [null]
          {'model': 'm', 'user': {'history': ['']}}            | [ctr.user.history[0]] is []; expected a string
          """)
  void malformedRequest_isRefusedNamingMemberFoundAndExpected(String json, String message) {
    assertRefused(() -> read(json), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'alpha': '1'}                   | [ctr.alpha] is [1]; expected a number
          {'alpha': 0}                     | [alpha] is [0.0]; expected a number above 0 and at most 10
          {'alpha': 10.5}                  | [alpha] is [10.5]; expected a number above 0 and at most 10
          {'alpha': null}                  | [ctr.alpha] is [null]; expected a number
          {'alpha': 1e999}                 | [ctr.alpha] is [1e999]; expected a number
          {'min_ecpm': -1}                 | [min_ecpm] is [-1.0]; expected a number of 0 or more
          {'min_ecpm': true}               | [ctr.min_ecpm] is [true]; expected a number
          {'min_ecpm': [1]}                | [ctr.min_ecpm] is an array; expected a number
          {'first_pass_weight': -0.5}      | [first_pass_weight] is [-0.5]; expected a number from 0 to 10
          {'first_pass_weight': 11}        | [first_pass_weight] is [11.0]; expected a number from 0 to 10
          {'first_pass_weight': 'much'}    | [ctr.first_pass_weight] is [much]; expected a number
          {'timeout': 20}                  | [ctr.timeout] is [20]; expected a string such as [20ms], from [0] to [1h]
          {'timeout': '20'}                | [ctr.timeout] is [20]; expected a string such as [20ms]
          {'timeout': '-1'}                | [ctr.timeout] is [-1]; expected a string such as [20ms]
          {'timeout': '-20ms'}             | [ctr.timeout] is [-20ms]; expected a string such as [20ms]
          {'timeout': '61m'}               | [ctr.timeout] is [61m]; expected a string such as [20ms], from [0] to [1h]
          {'timeout': '99999999999d'}      | [ctr.timeout] is [99999999999d]; expected a string such as [20ms]
          {'timeout': 'soon'}              | [ctr.timeout] is [soon]; expected a string such as [20ms]
          {'timeout': {}}                  | [ctr.timeout] is an object; expected a string such as [20ms]
          {'on_failure': 'ignore'}         | [ctr.on_failure] is [ignore]; expected one of [prior, fail]
          {'on_failure': 'PRIOR'}          | [ctr.on_failure] is [PRIOR]; expected one of [prior, fail]
          {'on_failure': false}            | [ctr.on_failure] is [false]; expected a string
          {'shadow': 'true'}               | [ctr.shadow] is [true]; expected true or false
          {'shadow': 1}                    | [ctr.shadow] is [1]; expected true or false
          {'shadow': null}                 | [ctr.shadow] is [null]; expected true or false
          """)
  void malformedMember_isRefusedNamingMemberFoundAndExpected(String json, String message) {
    assertRefused(
        () -> read("{'model': 'm', 'rank_by': 'ecpm', 'bid_field': 'b', " + json.substring(1)),
        message);
  }

  @ParameterizedTest
  @CsvSource({"alpha, 2", "alpha, 1", "min_ecpm, 0.5", "min_ecpm, 0"})
  void memberOfEcpm_byCtr_isRefusedEvenWithItsDefault(String member, double value) {
    assertRefused(
        () -> read("{'model': 'm', '" + member + "': " + value + "}"),
        "[" + member + "] is [" + value + "] but [rank_by] is [ctr], which does not read it");
  }

  @Test
  void membersBesideNoModel_areCheckedAsEver() {
    assertRefused(() -> read("{'model': '_none', 'rank_by': 'ecpm'}"), "[bid_field] is missing");
    assertRefused(() -> read("{'model': '_none', 'timeout': 'x'}"), "[ctr.timeout] is [x]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                               | [ctr.user.history[0]] has no [item]
          {'type': 'click'}                | [ctr.user.history[0]] has no [item]
          {'item': {}}                     | [ctr.user.history[0].item] is an object
          {'item': 'a', 'type': 1}         | [ctr.user.history[0].type] is [1]; expected a string
          {'item': 'a', 'when': 1}         | [ctr.user.history[0]] has unknown member [when]; expected one of [item, type, ts]
          {'item': 'a', 'ts': '2026'}      | [ctr.user.history[0].ts] is [2026]; expected seconds since the epoch
          {'item': 'a', 'ts': -1}          | [ctr.user.history[0].ts] is [-1]; expected seconds since the epoch
          {'item': 'a', 'ts': 1.5}         | [ctr.user.history[0].ts] is [1.5]; expected seconds since the epoch
          """)
  void malformedEvent_isRefusedNamingItsPlace(String event, String message) {
    assertRefused(() -> history("[" + event + "]"), message);
  }

  @Test
  void eventNewerThanTheOneBefore_isRefused() {
    assertRefused(
        () -> history("[{'item': 'a', 'ts': 5}, 'b', {'item': 'c', 'ts': 6}]"),
        "[ctr.user.history[2]] has ts [6] but an event before it has [5]; expected the newest");
  }

  @Test
  void tenThousandEvents_areRead_oneMoreIsRefused() throws IOException {
    assertThat(history(events(10_000)).size()).isEqualTo(10_000);
    assertRefused(() -> history(events(10_001)), "has more than [10000] events");
  }

  @Test
  void endlessValue_isCutInTheMessage() {
    assertThatThrownBy(() -> read("{'model': 'm', 'rank_by': '" + "x".repeat(5_000) + "'}"))
        .hasMessageContaining("xxx...]; expected one of")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  private static String written(CtrRequest request) throws IOException {
    XContentBuilder builder = JsonXContent.contentBuilder().startObject();
    CtrRequestJson.writeMembers(builder, request);
    return Strings.toString(builder.endObject());
  }

  private static String events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'" + i + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static BehaviorSequence history(String json) throws IOException {
    return read("{'model': 'm', 'user': {'history': " + json + "}}").user().history().orElseThrow();
  }

  private static CtrRequest read(String json) throws IOException {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(
            XContentParserConfiguration.EMPTY, json.replace('\'', '"'))) {
      parser.nextToken();
      CtrRequest request = CtrRequestJson.read(parser);
      assertThat(parser.currentToken()).isEqualTo(XContentParser.Token.END_OBJECT);
      assertThat(parser.nextToken()).as("the parser was left on the end").isNull();
      return request;
    }
  }

  private static void assertRefused(ThrowingCallable reading, String message) {
    assertThatThrownBy(reading)
        .isInstanceOf(ParsingException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((ParsingException) e).status())
        .isEqualTo(RestStatus.BAD_REQUEST);
  }
}
