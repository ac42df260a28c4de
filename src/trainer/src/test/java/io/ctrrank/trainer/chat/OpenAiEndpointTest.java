package io.ctrrank.trainer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.ctrrank.trainer.chat.ChatException.Kind;
import io.ctrrank.trainer.chat.LocalTeacher.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenAiEndpointTest {
  private static final List<ChatTurn> CONVERSATION =
      List.of(
          ChatTurn.system("task"),
          ChatTurn.user("example"),
          ChatTurn.assistant("answer"),
          ChatTurn.user("question"));

  @Test
  void ask_conversation_isSentInOrderWithKeyModelAndTemperature() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.says("fine"))) {
      ChatReply reply = endpoint(teacher.baseUrl(), "secret").ask(CONVERSATION);

      assertThat(reply).isEqualTo(new ChatReply("fine", 1000, 100, false));
      assertThat(teacher.keys).containsExactly("Bearer secret");
      assertThat(teacher.requests.getFirst().get("model").getAsString()).isEqualTo("small");
      assertThat(teacher.requests.getFirst().get("temperature").getAsDouble()).isEqualTo(0.25);
      assertThat(teacher.requests.getFirst().get("max_tokens").getAsInt()).isEqualTo(77);
      JsonArray messages = teacher.requests.getFirst().getAsJsonArray("messages");
      assertThat(messages.asList().stream().map(OpenAiEndpointTest::told))
          .containsExactly("system: task", "user: example", "assistant: answer", "user: question");
    }
  }

  private static String told(JsonElement message) {
    return message.getAsJsonObject().get("role").getAsString()
        + ": "
        + message.getAsJsonObject().get("content").getAsString();
  }

  @Test
  void ask_withoutKey_sendsNone() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.says("fine"))) {
      endpoint(teacher.baseUrl(), null).ask(CONVERSATION);

      assertThat(teacher.keys).containsExactly("");
    }
  }

  @Test
  void ask_answerAtItsLimit_isTold() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.says("fi", "length"))) {
      assertThat(endpoint(teacher.baseUrl(), null).ask(CONVERSATION).cut()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, RATE_LIMITED",
    "500, UNAVAILABLE",
    "503, UNAVAILABLE",
    "400, REJECTED",
    "401, REFUSED",
    "403, REFUSED",
    "404, REFUSED",
    "302, REFUSED"
  })
  void ask_failure_saysWhetherAskingAgainHelps(int status, Kind kind) throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.failure(status))) {
      ChatException failure = failure(teacher.baseUrl());

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.retryAfter()).isEmpty();
      assertThat(failure)
          .hasMessageStartingWith(
              "endpoint ["
                  + teacher.baseUrl()
                  + "] model [small] answered ["
                  + status
                  + "] {\"error\": {\"message\": \"told so\"}}; ");
      assertThat(teacher.requests).hasSize(1);
    }
  }

  @Test
  void ask_tooManyRequests_tellsWhenToComeBack() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.failure(429).retryAfter("17"))) {
      assertThat(failure(teacher.baseUrl()).retryAfter()).contains(Duration.ofSeconds(17));
    }
  }

  @Test
  void ask_noAnswerInTime_isUnavailable() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.says("late").after(3_000))) {
      ChatException failure = failure(endpoint(teacher.baseUrl(), "secret", Duration.ofSeconds(1)));

      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("gave no answer within [1] seconds");
    }
  }

  @Test
  void ask_nobodyListens_isUnavailable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    ChatException failure = failure("http://127.0.0.1:" + port + "/v1");

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure)
        .hasMessageContaining(
            "cannot be reached or understood: java.net.ConnectException; check the base URL");
  }

  @Test
  void ask_bodyThatIsNoJson_isUnavailable() throws Exception {
    try (LocalTeacher teacher =
        new LocalTeacher(request -> new Answer(200, "<html>proxy</html>", "", 0))) {
      assertThat(failure(teacher.baseUrl()).kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      nullValues = "none",
      value = {
        "none!none",
        "0!PT0S",
        " 120 !PT2M",
        "Thu, 26 Nov 2026 10:00:30 GMT!PT30S",
        "Thu, 26 Nov 2026 09:00:00 GMT!PT0S",
        "soon!none",
        "-5!none",
      })
  void wait_headerOfEachForm_isRead(@Nullable String header, @Nullable Duration expected) {
    assertThat(OpenAiEndpoint.wait(header, Instant.parse("2026-11-26T10:00:00Z")))
        .isEqualTo(expected);
  }

  private static ChatException failure(String baseUrl) {
    return failure(endpoint(baseUrl, "secret"));
  }

  private static ChatException failure(OpenAiEndpoint endpoint) {
    return catchThrowableOfType(ChatException.class, () -> endpoint.ask(CONVERSATION));
  }

  /** With time enough for a busy machine. */
  private static OpenAiEndpoint endpoint(String baseUrl, @Nullable String key) {
    return endpoint(baseUrl, key, Duration.ofSeconds(30));
  }

  private static OpenAiEndpoint endpoint(String baseUrl, @Nullable String key, Duration timeout) {
    return new OpenAiEndpoint(
        new OpenAiEndpoint.Settings(baseUrl, "small", timeout, 0.25, 77), key);
  }
}
