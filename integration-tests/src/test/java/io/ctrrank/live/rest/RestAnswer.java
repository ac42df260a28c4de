package io.ctrrank.live.rest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a node answered.
 *
 * @param status HTTP status
 * @param headers of the answer
 * @param text the body, empty if there is none
 */
public record RestAnswer(int status, HttpHeaders headers, String text) {
  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.BIG_DECIMAL).create();

  /** The body as maps, lists, strings, big decimals and booleans; as it is where it is no JSON. */
  public @Nullable Object value() {
    return headers.firstValue("Content-Type").orElse("").contains("json")
        ? GSON.fromJson(text, Object.class)
        : text;
  }

  /** Whether the node did what it was asked. */
  public boolean succeeded() {
    return status / 100 == 2;
  }
}
