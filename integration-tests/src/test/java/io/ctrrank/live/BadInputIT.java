package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonParser;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad request is answered with its subject, what was found, what was expected, a remedy. */
@ExtendWith(SuiteNode.class)
final class BadInputIT {

  static Stream<Arguments> badRequests() {
    return Stream.of(
        bad("no model", "{}", "[ctr] has no [model]", "name the model"),
        bad("blank model", "{'model': ' '}", "[ctr.model] is [ ]", "expected a string"),
        bad(
            "unknown member",
            "{'model': 'msd', 'usr': {}}",
            "unknown member [usr]",
            "expected one of [model, experiment, user,"),
        bad("number for a model", "{'model': 7}", "[ctr.model] is [7]", "expected a string"),
        bad(
            "unknown rank_by",
            "{'model': 'msd', 'rank_by': 'price'}",
            "[ctr.rank_by] is [price]",
            "expected one of [ctr, ecpm]"),
        bad(
            "ecpm without bid field",
            "{'model': 'msd', 'rank_by': 'ecpm'}",
            "[bid_field] is missing",
            "name the index field"),
        bad(
            "bid field without ecpm",
            "{'model': 'msd', 'bid_field': 'bid'}",
            "[bid_field] is [bid]",
            "rank by [ecpm]"),
        bad(
            "bid field not in the index",
            "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'price'}",
            "[price]",
            "[ads]"),
        bad(
            "bid field of words",
            "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'title'}",
            "[title]",
            "number"),
        bad(
            "exponent of 0",
            "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'alpha': 0}",
            "[alpha] is [0.0]",
            "above 0 and at most 10"),
        bad(
            "exponent that does nothing",
            "{'model': 'msd', 'alpha': 2}",
            "[alpha] is [2.0] but [rank_by] is [ctr]",
            "leave it out"),
        bad(
            "reserve below 0",
            "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', 'min_ecpm': -1}",
            "[min_ecpm] is [-1.0]",
            "0 or more"),
        bad(
            "weight that is a word",
            "{'model': 'msd', 'first_pass_weight': 'high'}",
            "[ctr.first_pass_weight] is [high]",
            "expected a number"),
        bad(
            "timeout without a unit",
            "{'model': 'msd', 'timeout': 20}",
            "[ctr.timeout] is [20]",
            "a string such as [20ms]"),
        bad(
            "unknown on_failure",
            "{'model': 'msd', 'on_failure': 'retry'}",
            "[ctr.on_failure] is [retry]",
            "one of [prior, fail]"),
        bad(
            "shadow is a string",
            "{'model': 'msd', 'shadow': 'on'}",
            "[ctr.shadow] is [on]",
            "true"),
        bad("user is a string", "{'model': 'msd', 'user': 'u1'}", "[ctr.user] is [u1]", "object"),
        bad(
            "only a user id",
            "{'model': 'msd', 'user': {'id': 'u1'}}",
            "[u1]",
            "[history] or [profile]"),
        bad(
            "history is a string",
            "{'model': 'msd', 'user': {'history': '318'}}",
            "[ctr.user.history] is [318]",
            "an array of events"),
        bad(
            "fraction for an item",
            "{'model': 'msd', 'user': {'history': [3.5]}}",
            "[ctr.user.history[0]] is [3.5]",
            "a string or a whole number"),
        bad(
            "event without an item",
            "{'model': 'msd', 'user': {'history': [{'type': 'click'}]}}",
            "[ctr.user.history[0]] has no [item]"),
        bad(
            "unknown event type",
            "{'model': 'msd', 'user': {'history': [{'item': '1', 'type': 'bought'}]}}",
            "event type [bought]",
            "expected one of [dislike, skip, click, favorite]"),
        bad(
            "oldest event first",
            "{'model': 'msd', 'user': {'history': [{'item': '1', 'ts': 1}, {'item': '2', 'ts': 2}]}}",
            "ts [2]",
            "newest event first"),
        bad(
            "profile is a number",
            "{'model': 'msd', 'user': {'profile': 5}}",
            "[ctr.user.profile] is [5]",
            "a string"),
        bad(
            "profile for a model without one",
            "{'model': 'din', 'user': {'profile': 'likes Crime'}}",
            "[din] does not read [user.profile]",
            "leave it out"),
        bad(
            "query text that is none",
            "{'model': 'msd', 'query_text': ['heist']}",
            "[ctr.query_text] is an array",
            "a string"));
  }

  private static Arguments bad(String name, String ctr, String... parts) {
    return arguments(name, ctr, parts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void search_badRequest_isRefusedWithItsReason(
      String name, String ctr, String[] parts, Suite suite) throws IOException {
    NodeClient.Answer answer =
        search(suite, Suite.ADS, "{'size': 5, 'rescore': {'window_size': 5, 'ctr': " + ctr + "}}");

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
    assertThat(reason(answer)).contains(parts);
  }

  @Test
  void search_unknownModel_isNotFoundWithTheModelsThatServe(Suite suite) throws IOException {
    NodeClient.Answer answer =
        search(
            suite, Suite.ADS, "{'size': 5, 'rescore': {'window_size': 5, 'ctr': {'model': 'x'}}}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(reason(answer)).contains("model [x]", "[din, msd]");
  }

  @Test
  void search_windowSmallerThanThePage_isRefused(Suite suite) throws IOException {
    NodeClient.Answer answer =
        search(
            suite,
            Suite.ADS,
            "{'from': 5, 'size': 6, 'rescore': {'window_size': 10, 'ctr': {'model': 'din'}}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(reason(answer)).contains("[from + size] is [11]", "[window_size]", "[10]");
  }

  @Test
  void search_withoutWindow_isRefused(Suite suite) throws IOException {
    NodeClient.Answer answer = search(suite, Suite.ADS, "{'rescore': {'ctr': {'model': 'din'}}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(reason(answer)).contains("window_size");
  }

  @Test
  void search_sortedByAField_isRefused(Suite suite) throws IOException {
    NodeClient.Answer answer =
        search(
            suite,
            Suite.ADS,
            "{'sort': ['year'], 'rescore': {'window_size': 10, 'ctr': {'model': 'din'}}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(reason(answer)).contains("sort");
  }

  @Test
  void search_indexWithoutTheModelsField_isRefusedNamingIndexAndField(Suite suite)
      throws IOException {
    suite.client().send("DELETE", "/bad-fields?ignore_unavailable=true", null);
    suite
        .client()
        .put(
            "/bad-fields/_doc/1?refresh=true",
            JsonParser.parseString("{\"title\": \"Heat\"}").getAsJsonObject());

    NodeClient.Answer answer =
        search(
            suite,
            "bad-fields",
            "{'size': 5, 'rescore': {'window_size': 5, 'ctr': {'model': 'din'}}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(reason(answer)).contains("[din]", "[item_id]", "[bad-fields]");
  }

  @Test
  void search_historyBeyondTheLimit_isRefused(Suite suite) throws IOException {
    String history = String.join(",", Collections.nCopies(10_001, "'1'"));
    NodeClient.Answer answer =
        search(
            suite,
            Suite.ADS,
            "{'size': 5, 'rescore': {'window_size': 5, 'ctr': {'model': 'din', 'user': {'history': ["
                + history
                + "]}}}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(reason(answer)).contains("more than [10000] events", "newest");
  }

  @Test
  void search_afterAllThat_stillWorks(Suite suite) throws IOException {
    NodeClient.Answer answer =
        search(
            suite,
            Suite.ADS,
            "{'size': 5, 'rescore': {'window_size': 5, 'ctr': {'model': 'din'}}}");

    assertThat(answer.status()).isEqualTo(200);
  }

  private static NodeClient.Answer search(Suite suite, String index, String body)
      throws IOException {
    return suite.client().send("POST", "/" + index + "/_search", body.replace('\'', '"'));
  }

  private static String reason(NodeClient.Answer answer) {
    return answer.body().getAsJsonObject().get("error").toString();
  }
}
