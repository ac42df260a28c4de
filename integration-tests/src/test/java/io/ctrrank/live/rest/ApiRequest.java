package io.ctrrank.live.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that is ready to be sent.
 *
 * @param method such as {@code GET}
 * @param path from the root, encoded
 * @param query parameters by name
 * @param payload its body, if it has one
 */
public record ApiRequest(
    String method, String path, Map<String, Object> query, Optional<Payload> payload) {

  /** Path and query as they go over the wire. */
  public String target() {
    return query.isEmpty()
        ? path
        : query.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(joining("&", path + "?", ""));
  }

  /** A value as it stands in a path or a query; of a list its elements, separated by commas. */
  static String encode(@Nullable Object value) {
    if (value instanceof List<?> elements) {
      return elements.stream().map(ApiRequest::encode).collect(joining(","));
    }
    return URLEncoder.encode(String.valueOf(value), UTF_8).replace("+", "%20");
  }
}
