package io.ctrrank.live.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.live.rest.ApiRequest;
import io.ctrrank.live.rest.RestAnswer;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runner finds what a suite asserts, and refuses what it does not know. */
final class YamlRunnerTest {
  private static final String ANSWER =
      """
      {"count": 3, "share": 0.1, "name": "din", "none": null, "list": [{"id": "1"}, {"id": "2"}],
       "nodes": {"n1": {"a.b": true}}, "empty": {}}""";

  private final List<ApiRequest> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "match: { count: 3 }",
        "match: { count: 3.0 }",
        "match: { share: 0.1 }",
        "match: { name: din }",
        "match: { name: '/^d .* n$/' }",
        "match: { list: [{ id: \"1\" }, { id: \"2\" }] }",
        "match: { list.1.id: \"2\" }",
        "match: { none: null }",
        "match: { nodes.n1.a\\.b: true }",
        "match: { $body: '/count/' }",
        "length: { list: 2 }",
        "length: { nodes: 1 }",
        "length: { name: 3 }",
        "is_true: name",
        "is_false: nothing",
        "is_false: none",
        "gt: { count: 2 }",
        "gte: { count: 3 }",
        "lt: { share: 1 }",
        "lte: { count: 3 }",
      })
  void assertion_thatHolds_passes(String assertion) throws Exception {
    run(test("- do: { ctr.stats: {} }\n- " + assertion), 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "match: { count: 4 }",
        "match: { count: \"3\" }",
        "match: { name: di }",
        "match: { name: /^x/ }",
        "match: { nam: din }",
        "match: { list: [{ id: \"2\" }, { id: \"1\" }] }",
        "match: { list.2.id: \"2\" }",
        "match: { list.first.id: \"1\" }",
        "match: { name.first: d }",
        "match: { none: /x/ }",
        "length: { list: 1 }",
        "length: { count: 1 }",
        "length: { nothing: 0 }",
        "is_true: nothing",
        "is_true: empty.x",
        "is_false: count",
        "gt: { count: 3 }",
        "gte: { count: 4 }",
        "lt: { count: 3 }",
        "lte: { count: 2 }",
        "lte: { name: 2 }",
        "match: { count: $unset }",
      })
  void assertion_thatDoesNotHold_failsWithItsLine(String assertion) {
    assertThatThrownBy(() -> run(test("- do: { ctr.stats: {} }\n- " + assertion), 200))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("suite.yml:3: ")
        .hasMessageContaining("last answer [200]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- mach: { count: 3 }",
        "- match: { count: 3, share: 0.1 }",
        "- match: count",
        "- is_true: { count: 3 }",
        "- do: { ctr.stats: {}, ctr.get_alias: {} }",
        "- do: { ctr.stats: {}, headers: {} }",
        "- do: { catch: bad_reqest, ctr.stats: {} }",
        "- do: { ctr.stats: { timeout: { a: b } } }",
        "- do: { ctr.stats: { ignore: missing } }",
        "- set: { count: 3 }",
        "- [match]",
        "match: { count: 3 }",
        "- do: { ctr.stats: {} }",
      })
  void suite_withWhatTheRunnerDoesNotKnow_isRefusedWithItsLine(String steps) {
    assertThatThrownBy(() -> test(steps))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)suite\\.yml:[12]: .*");
  }

  @Test
  void suite_withAMemberTwice_isRefusedWithItsLine() {
    assertThatThrownBy(() -> test("- do: { ctr.stats: { timeout: 1s, timeout: 2s } }"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "setup:\n  - do: { ctr.stats: {} }",
        "a:\n  - is_true: b\n---\na:\n  - is_true: b",
        "a:\n  - is_true: b\nb:\n  - is_true: b",
      })
  void suite_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> SuiteParser.parse("suite", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("suite.yml:");
  }

  @Test
  void variables_setAndGiven_standInPathsAndBodies() throws Exception {
    run(
        test(
            """
            - do: { ctr.stats: {} }
            - set: { nodes._arbitrary_key_: node }
            - match: { nodes.$node: { a.b: true } }
            - set: { count: count }
            - do: { ctr.put_alias: { name: "x-${node}", body: { model: $given, text: "is ${count}" } } }
            - match: { count: $count }
            """),
        200);

    assertThat(sent.get(1).target()).isEqualTo("/_ctr/alias/x-n1");
    assertThat(new String(sent.get(1).payload().orElseThrow().bytes(), UTF_8))
        .isEqualTo("{\"model\":\"msd\",\"text\":\"is 3\"}");
  }

  @Test
  void request_thatFails_failsTheTestUnlessItIsIgnoredOrCaught() throws Exception {
    run(test("- do: { ctr.stats: { ignore: [404, 409] } }\n- is_true: name"), 404);
    run(test("- do: { catch: missing, ctr.stats: {} }"), 404);
    run(test("- do: { catch: /d\\ *i\\ *n/, ctr.stats: {} }"), 404);

    for (String wrong :
        List.of(
            "- do: { ctr.stats: {} }\n- is_true: name",
            "- do: { ctr.stats: { ignore: 409 } }\n- is_true: name",
            "- do: { catch: conflict, ctr.stats: {} }",
            "- do: { catch: /msd/, ctr.stats: {} }")) {
      assertThatThrownBy(() -> run(test(wrong), 404))
          .as(wrong)
          .hasMessageStartingWith("suite.yml:2: api [ctr.stats]");
    }
    assertThatThrownBy(() -> run(test("- do: { catch: missing, ctr.stats: {} }"), 200))
        .hasMessageContaining("answered [200]; expected a failure [missing]");
  }

  @Test
  void request_thatTheSpecificationLacks_failsTheTest() {
    for (String wrong :
        List.of(
            "{ ctr.statistics: {} }", "{ ctr.stats: { timeou: 1s } }", "{ ctr.put_alias: {} }")) {
      assertThatThrownBy(() -> run(test("- do: " + wrong + "\n- is_true: name"), 200))
          .as(wrong)
          .hasMessageContaining("expected");
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void teardown_afterAFailure_runsAllTheSame() {
    SuiteFile suite =
        SuiteParser.parse(
            "suite",
            """
            teardown:
              - do: { ctr.delete_alias: { name: x } }
            ---
            a:
              - do: { ctr.stats: {} }
              - match: { count: 4 }
            """);

    assertThatThrownBy(() -> run(suite, 200)).hasMessageContaining("[match] fails for [count]");
    assertThat(sent).extracting(ApiRequest::method).containsExactly("GET", "DELETE");
  }

  @Test
  void teardown_thatFailsToo_doesNotHideTheTest() {
    SuiteFile suite =
        SuiteParser.parse(
            "suite",
            """
            teardown:
              - match: { count: 5 }
            ---
            a:
              - do: { ctr.stats: {} }
              - match: { count: 4 }
            """);

    assertThatThrownBy(() -> run(suite, 200))
        .hasMessageStartingWith("suite.yml:6: ")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()).singleElement().asString().contains(":2: "));
  }

  private static SuiteFile test(String steps) {
    return SuiteParser.parse("suite", "test:\n" + steps.strip().indent(1));
  }

  private void run(SuiteFile suite, int status) throws Exception {
    HttpHeaders headers =
        HttpHeaders.of(Map.of("Content-Type", List.of("application/json")), (a, b) -> true);
    World world =
        new World(
            SuiteFiles.apis(),
            request -> {
              sent.add(request);
              return new RestAnswer(status, headers, ANSWER);
            },
            Map.of("given", "msd"));
    for (SuiteFile.Case test : suite.tests()) {
      suite.run(test, world);
    }
  }
}
