package io.ctrrank.live.yaml;

import io.ctrrank.live.rest.RestAnswer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in an answer, such as {@code hits.hits.0._id}: keys and positions, separated by dots;
 * {@code \.} is a dot of a key, {@code $name} a variable, {@code _arbitrary_key_} some key of an
 * object. {@code $body}, like an empty path, is the whole answer.
 *
 * @param text as the suite has it
 */
record ValuePath(String text) {
  private static final String WHOLE = "$body";
  private static final String ANY_KEY = "_arbitrary_key_";
  private static final Pattern DOT = Pattern.compile("(?<!\\\\)\\.");

  @Nullable Object in(RestAnswer answer, Variables variables) {
    if (text.isEmpty() || text.equals(WHOLE)) {
      return answer.value();
    }
    Object value = answer.value();
    for (String segment : DOT.split(text)) {
      value = step(value, String.valueOf(variables.replace(segment.replace("\\.", "."))));
    }
    return value;
  }

  private @Nullable Object step(@Nullable Object value, String key) {
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      return key.equals(ANY_KEY) ? map.keySet().stream().findFirst().orElse(null) : map.get(key);
    }
    if (value instanceof List<?> list) {
      return element(list, key);
    }
    throw new AssertionError("[" + text + "] goes on with [" + key + "] below [" + value + "]");
  }

  private @Nullable Object element(List<?> list, String key) {
    if (!key.matches("\\d+")) {
      throw new AssertionError(
          "[" + text + "] has [" + key + "] in a list; expected a position from 0");
    }
    int position = Integer.parseInt(key);
    return position < list.size() ? list.get(position) : null;
  }

  @Override
  public String toString() {
    return text;
  }
}
