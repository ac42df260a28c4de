package io.ctrrank.live.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request.
 *
 * @param contentType such as {@code application/json}
 * @param bytes what is sent
 */
@SuppressWarnings("ArrayRecordComponent")
public record Payload(String contentType, byte[] bytes) {
  /** Of bodies that are a line of JSON after another. */
  public static final String LINES = "application/x-ndjson";

  /** Of bodies that are one value. */
  public static final String JSON = "application/json";

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  /** A body that is a text. */
  public static Payload text(String contentType, String text) {
    return new Payload(contentType, text.getBytes(UTF_8));
  }

  static Optional<Payload> of(@Nullable Object body, List<String> contentTypes) {
    if (body == null) {
      return Optional.empty();
    }
    String contentType = contentTypes.isEmpty() ? JSON : contentTypes.getFirst();
    if (body instanceof byte[] bytes) {
      return Optional.of(new Payload(contentType, bytes));
    }
    String text =
        contentType.equals(LINES) && body instanceof List<?> lines
            ? lines.stream().map(Payload::json).collect(joining("\n", "", "\n"))
            : json(body);
    return Optional.of(text(contentType, text));
  }

  private static String json(Object value) {
    return value instanceof String text ? text : GSON.toJson(value);
  }
}
