package io.ctrrank.live.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How values of suites and of answers compare: numbers by what they are worth. */
final class Values {
  private Values() {}

  static boolean equal(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Number && actual instanceof Number) {
      return number(expected).compareTo(number(actual)) == 0;
    }
    if (expected instanceof Map<?, ?> left && actual instanceof Map<?, ?> right) {
      return left.keySet().equals(right.keySet())
          && left.keySet().stream().allMatch(key -> equal(left.get(key), right.get(key)));
    }
    if (expected instanceof List<?> left && actual instanceof List<?> right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(expected, actual);
  }

  /**
   * A number.
   *
   * @throws AssertionError if the value is none
   */
  static BigDecimal number(@Nullable Object value) {
    if (!(value instanceof Number)) {
      throw new AssertionError("found [" + value + "]; expected a number");
    }
    return new BigDecimal(value.toString());
  }

  /** Whether a text is {@code /a regular expression/}. */
  static boolean isPattern(@Nullable Object value) {
    return value instanceof String text
        && text.strip().length() > 2
        && text.strip().startsWith("/")
        && text.strip().endsWith("/");
  }

  /** The expression between the slashes; blanks in it stand for nothing. */
  static Pattern pattern(String text) {
    String stripped = text.strip();
    return Pattern.compile(
        stripped.substring(1, stripped.length() - 1), Pattern.COMMENTS | Pattern.DOTALL);
  }
}
