package io.ctrrank.live.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request is what its specification makes of its arguments, and nothing else. */
final class ApisTest {
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("_common.json"), "{\"params\": {\"pretty\": {}}}");
    Files.writeString(
        folder.resolve("a.get.json"),
        """
        {"a.get": {"url": {"paths": [
          {"path": "/a", "methods": ["GET"]},
          {"path": "/a/{id}/b/{part}", "methods": ["GET", "POST"], "parts": {"id": {}, "part": {}}}]},
          "params": {"size": {}}, "body": {"required": false}}}""");
    Files.writeString(
        folder.resolve("a.lines.json"),
        """
        {"a.lines": {"headers": {"content_type": ["application/x-ndjson"]},
          "url": {"paths": [{"path": "/a", "methods": ["PUT"]}]}, "body": {"required": true}}}""");
    Files.writeString(
        folder.resolve("a.bare.json"),
        "{\"a.bare\": {\"url\": {\"paths\": [{\"path\": \"/a\", \"methods\": [\"DELETE\"]}]}}}");
  }

  @Test
  void request_partsAndParameters_areEncodedInTheirPlaces() throws IOException {
    Apis apis = Apis.read(List.of(folder));

    ApiRequest longest =
        apis.request("a.get", Map.of("id", "x/y z", "part", 7, "size", List.of("a", "b&c")), null);
    assertThat(longest.method()).isEqualTo("GET");
    assertThat(longest.target()).isEqualTo("/a/x%2Fy%20z/b/7?size=a,b%26c");
    assertThat(apis.request("a.get", Map.of("pretty", true), null).target())
        .isEqualTo("/a?pretty=true");
  }

  @Test
  void request_body_isSentAsItsApiTakesIt() throws IOException {
    Apis apis = Apis.read(List.of(folder));

    ApiRequest json = apis.request("a.get", Map.of("id", 1, "part", 2), Map.of("x", List.of(1)));
    assertThat(json.method()).isEqualTo("POST");
    assertThat(text(json)).isEqualTo("application/json {\"x\":[1]}");
    assertThat(text(apis.request("a.lines", Map.of(), List.of(Map.of("x", 1), "{}"))))
        .isEqualTo("application/x-ndjson {\"x\":1}\n{}\n");
    assertThat(text(apis.request("a.lines", Map.of(), "no {json")))
        .isEqualTo("application/x-ndjson no {json");
    assertThat(text(apis.request("a.lines", Map.of(), "x".getBytes(UTF_8))))
        .isEqualTo("application/x-ndjson x");
  }

  @Test
  void request_notSpecified_isRefused() throws IOException {
    Apis apis = Apis.read(List.of(folder));

    assertThatThrownBy(() -> apis.request("a.gett", Map.of(), null))
        .hasMessageContaining("api [a.gett] is not specified; expected one of [a.bare, a.get,");
    assertThatThrownBy(() -> apis.request("a.get", Map.of("sise", 1), null))
        .hasMessageContaining("has no parameter [sise] at [/a]; expected one of [size]");
    assertThatThrownBy(() -> apis.request("a.get", Map.of("id", 1), null))
        .hasMessageContaining("has no parameter [id] at [/a]");
    assertThatThrownBy(() -> apis.request("a.lines", Map.of(), null))
        .hasMessageContaining("needs a body");
    assertThatThrownBy(() -> apis.request("a.bare", Map.of(), "x"))
        .hasMessageContaining("has no body");
  }

  private static String text(ApiRequest request) {
    Payload payload = request.payload().orElseThrow();
    return payload.contentType() + " " + new String(payload.bytes(), UTF_8);
  }
}
