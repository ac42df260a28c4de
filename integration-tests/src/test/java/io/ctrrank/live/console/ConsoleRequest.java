package io.ctrrank.live.console;

import io.ctrrank.live.rest.ApiRequest;
import io.ctrrank.live.rest.Payload;
import java.util.Map;
import java.util.Optional;

/**
 * A request of a console file.
 *
 * @param line where it begins, from 1
 * @param method such as {@code GET}
 * @param target path and query, as the file has them
 * @param body its lines, empty if it has none
 * @param status what it answers, absent for success
 */
public record ConsoleRequest(
    int line, String method, String target, String body, Optional<Integer> status) {

  /** The request as it goes over the wire. */
  public ApiRequest toSend() {
    return new ApiRequest(method, target, Map.of(), payload());
  }

  private Optional<Payload> payload() {
    if (body.isEmpty()) {
      return Optional.empty();
    }
    String path = target.replaceFirst("\\?.*", "");
    boolean lines = path.endsWith("/_bulk") || path.endsWith("/_msearch");
    return Optional.of(
        lines ? Payload.text(Payload.LINES, body + "\n") : Payload.text(Payload.JSON, body));
  }
}
