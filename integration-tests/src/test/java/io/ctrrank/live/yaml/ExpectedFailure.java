package io.ctrrank.live.yaml;

import io.ctrrank.live.rest.RestAnswer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code catch}: a failure that a request must end in.
 *
 * @param name as the suite has it
 * @param leastStatus least HTTP status
 * @param mostStatus greatest HTTP status
 * @param pattern what the answer must contain
 */
record ExpectedFailure(String name, int leastStatus, int mostStatus, Pattern pattern) {
  private static final Pattern ANYTHING = Pattern.compile("");
  private static final int LEAST = 400;
  private static final int MOST = 599;
  private static final Map<String, Integer> NAMED =
      Map.of(
          "bad_request",
          400,
          "forbidden",
          403,
          "missing",
          404,
          "conflict",
          409,
          "unavailable",
          503);

  /**
   * The failure that a {@code catch} names.
   *
   * @throws IllegalArgumentException if it names none
   */
  static ExpectedFailure of(String text) {
    if (Values.isPattern(text)) {
      return new ExpectedFailure(text, LEAST, MOST, Values.pattern(text));
    }
    Integer status = NAMED.get(text);
    if (status == null) {
      throw new IllegalArgumentException(
          "[catch] is ["
              + text
              + "]; expected /a regular expression/ or one of "
              + new TreeMap<>(NAMED).keySet());
    }
    return new ExpectedFailure(text, status, status, ANYTHING);
  }

  void check(String api, RestAnswer answer) {
    if (answer.status() < leastStatus
        || answer.status() > mostStatus
        || !pattern.matcher(answer.text()).find()) {
      throw new AssertionError(
          "api ["
              + api
              + "] answered ["
              + answer.status()
              + "]; expected a failure ["
              + name
              + "]");
    }
  }
}
