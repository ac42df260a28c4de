package io.ctrrank.live.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A console file is read as the console reads it. */
final class ConsoleFileTest {

  @Test
  void requests_withBodiesCommentsAndStatuses_areRead() {
    assertThat(
            ConsoleFile.parse(
                """
                # First
                GET /_ctr/model?human

                # answers 404
                POST /ads/_search
                {
                  "size": 1
                }
                POST /_bulk
                {"index": {}}
                {}
                # the end
                """))
        .containsExactly(
            new ConsoleRequest(2, "GET", "/_ctr/model?human", "", Optional.empty()),
            new ConsoleRequest(5, "POST", "/ads/_search", "{\n  \"size\": 1\n}", Optional.of(404)),
            new ConsoleRequest(9, "POST", "/_bulk", "{\"index\": {}}\n{}", Optional.empty()));
  }

  @Test
  void toSend_linesAndJson_haveTheirContentTypes() {
    assertThat(
            ConsoleFile.parse("POST /a/_bulk?refresh=true\n{}\n\nPOST /a\n{}\n\nGET /a").stream()
                .map(request -> request.toSend().payload().map(body -> body.contentType())))
        .containsExactly(
            Optional.of("application/x-ndjson"), Optional.of("application/json"), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GETT /_ctr/model",
        "GET _ctr/model",
        "GET /a\n\n{\"size\": 1}",
        "# answers 404",
      })
  void file_withALineThatBelongsToNoRequest_isRefused(String text) {
    assertThatThrownBy(() -> ConsoleFile.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
