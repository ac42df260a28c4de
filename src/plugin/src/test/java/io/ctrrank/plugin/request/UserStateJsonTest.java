package io.ctrrank.plugin.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.elasticsearch.common.ParsingException;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(ElasticsearchLogging.class)
final class UserStateJsonTest {
  private static final long LATEST = 1_000_000;

  @Test
  void events_areReadWithTheirTypes() throws IOException {
    assertThat(
            events(
                "{'events': [{'item': '50', 'ts': 9, 'type': 'skip'}, {'ts': 1000000, 'item': 7}]}"))
        .containsExactly(
            new BehaviorEvent("50", 9, "skip"), new BehaviorEvent("7", LATEST, "click"));
  }

  @Test
  void eventsOfManyUsers_areKeptApartInOrder() throws IOException {
    try (XContentParser parser =
        parser(
            "{'events': [{'user': 'b', 'item': '1', 'ts': 1}, {'user': 7, 'item': '2', 'ts': 2},"
                + " {'user': 'b', 'item': '3', 'ts': 3}]}")) {
      Map<String, List<BehaviorEvent>> events = UserStateJson.eventsByUser(parser, LATEST);
      assertThat(events.keySet()).containsExactly("b", "7");
      assertThat(events.get("b")).extracting(BehaviorEvent::item).containsExactly("1", "3");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[]|[body] is an array; expected an object with members [events]",
        "{}|[body] has no events; expected [events] with 1 or more",
        "{'events': []}|[body] has no events",
        "{'events': {}}|[body.events] is an object; expected an array of events",
        "{'event': []}|[body] has unknown member [event]; expected one of [events]",
        "{'events': ['50']}|[body.events[0]] is [50]; expected an object with members [item, type, ts]",
        "{'events': [{'ts': 1}]}|[body.events[0]] has no [item]; give the item's id",
        "{'events': [{'item': ' ', 'ts': 1}]}|[body.events[0].item] is [ ]; expected a string or a whole",
        "{'events': [{'item': '1'}]}|[body.events[0]] has no [ts]; give the seconds",
        "{'events': [{'item': '1', 'ts': 0}]}|[body.events[0].ts] is [0]; expected seconds since",
        "{'events': [{'item': '1', 'ts': -5}]}|[body.events[0].ts] is [-5]; expected seconds since",
        "{'events': [{'item': '1', 'ts': 1.5}]}|[body.events[0].ts] is [1.5]; expected seconds since",
        "{'events': [{'item': '1', 'ts': 1000001}]}|milliseconds are a thousand times too many",
        "{'events': [{'item': '1', 'ts': 1}, {'item': '1', 'ts': 1, 'type': ''}]}|[body.events[1].type]",
        "{'events': [{'item': '1', 'ts': 1, 'user': 'x'}]}|[body.events[0]] has unknown member [user]"
      })
  void events_thatAreNone_areRefusedWithTheirPlace(String body, String message) {
    assertThatThrownBy(() -> events(body))
        .isInstanceOf(ParsingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void eventsOfManyUsers_withoutAUser_areRefused() throws IOException {
    try (XContentParser parser = parser("{'events': [{'item': '1', 'ts': 1}]}")) {
      assertThatThrownBy(() -> UserStateJson.eventsByUser(parser, LATEST))
          .hasMessageContaining("[body.events[0]] has no [user]; give the user's id");
    }
  }

  @Test
  void longNames_areRefused() {
    String item = "x".repeat(513);
    assertThatThrownBy(() -> events("{'events': [{'item': '" + item + "', 'ts': 1}]}"))
        .hasMessageContaining("[body.events[0].item] has [513] characters; expected at most [512]");
    assertThatThrownBy(() -> UserStateJson.userId(item)).hasMessageContaining("at most [512]");
    assertThatThrownBy(() -> UserStateJson.userId(" ")).hasMessageContaining("user is [ ]");
  }

  @Test
  void moreEventsThanARequestMayHave_areRefused() {
    String event = "{'item': '1', 'ts': 1}, ";
    assertThatThrownBy(
            () -> events("{'events': [" + event.repeat(10_000) + "{'item': '1', 'ts': 1}]}"))
        .hasMessageContaining("[body.events] has more than [10000] events");
  }

  @Test
  void profile_isATextOrNull() throws IOException {
    assertThat(profile("{'profile': 'likes Crime'}")).isEqualTo(List.of("likes Crime"));
    assertThat(profile("{'profile': null}")).isEmpty();
    assertThatThrownBy(() -> profile("{}")).hasMessageContaining("[body] has no [profile]");
    assertThatThrownBy(() -> profile("{'profile': ''}"))
        .hasMessageContaining("[body.profile] is []; expected a string that is not blank");
    assertThatThrownBy(() -> profile("{'profile': '" + "x".repeat(16_385) + "'}"))
        .hasMessageContaining("expected at most [16384]");
  }

  private static List<BehaviorEvent> events(String body) throws IOException {
    try (XContentParser parser = parser(body)) {
      return UserStateJson.events(parser, LATEST);
    }
  }

  private static List<String> profile(String body) throws IOException {
    try (XContentParser parser = parser(body)) {
      return UserStateJson.profile(parser).stream().toList();
    }
  }

  private static XContentParser parser(String body) throws IOException {
    return JsonXContent.jsonXContent.createParser(
        XContentParserConfiguration.EMPTY, body.replace('\'', '"'));
  }
}
